import { useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { Dialog } from "../../shared/staff/Dialog";
import { useDesk } from "../context";
import type { Me, Role } from "../contract";
import { Foot } from "../dialogs/Foot";
import { refusalText } from "../strings";

export interface Member extends Me {
  seen: string | null;
  disabled: boolean;
  locked: boolean;
  invited: boolean;
}

interface Props {
  member: Member | null;
  roles: readonly Role[];
  known: { skills: string[]; languages: string[] };
  close(): void;
  /** With the link to pass on, for who is new. */
  saved(made: { name: string; link: string } | null): void;
}

/** Somebody new, or what somebody may do. Nothing ticked among skills or languages means all of them. */
export function MemberForm({ member, roles, known, close, saved }: Props) {
  const { strings } = useDesk();
  const [problem, setProblem] = useState<string | null>(null);

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const changed = {
      name: String(given.get("name")),
      roles: given.getAll("roles"),
      skills: given.getAll("skills"),
      languages: given.getAll("languages"),
      capacity: Number(given.get("capacity")),
    };
    try {
      if (member) {
        await call("PATCH", `/api/admin/staff/${member.id}`, changed);
        saved(null);
      } else {
        const email = String(given.get("email"));
        const { link } = await call<{ link: string }>("POST", "/api/admin/staff", { ...changed, email });
        saved({ name: changed.name, link });
      }
    } catch (error) {
      setProblem(refusalText(error, strings));
    }
  }

  const boxes = (name: "roles" | "skills" | "languages", values: readonly string[], words: Record<string, string>) => (
    <fieldset>
      <legend>{strings.admin[name]}</legend>
      <div class="choices">
        {values.map((value) => (
          <label key={value} class="choice">
            <input
              type="checkbox"
              name={name}
              value={value}
              defaultChecked={
                member ? (member[name] as string[]).includes(value) : name === "roles" && value === "agent"
              }
            />
            <span>{words[value] ?? value}</span>
          </label>
        ))}
      </div>
      {name !== "roles" && <p class="soft">{strings.admin.noneIsAll}</p>}
    </fieldset>
  );

  return (
    <Dialog title={member ? member.name : strings.admin.invite} close={close}>
      <form onSubmit={(event) => void save(event)}>
        {!member && (
          <label class="field">
            <span>{strings.email}</span>
            <input name="email" type="email" required />
          </label>
        )}
        <label class="field">
          <span>{strings.displayName}</span>
          <input name="name" required maxLength={80} defaultValue={member?.name} />
        </label>
        {boxes("roles", roles, strings.roles)}
        {boxes("skills", known.skills, strings.skills)}
        {boxes("languages", known.languages, strings.languages)}
        <label class="field">
          <span>{strings.admin.capacity}</span>
          <input name="capacity" type="number" min={1} max={50} required defaultValue={String(member?.capacity ?? 5)} />
        </label>
        <Foot does={member ? strings.save : strings.admin.invite} close={close} problem={problem} />
      </form>
    </Dialog>
  );
}
