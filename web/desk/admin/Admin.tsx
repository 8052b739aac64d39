import { useEffect, useState } from "preact/hooks";
import { localeOf } from "../../shared/format";
import { call } from "../../shared/staff/call";
import { useDesk } from "../context";
import { ROLES, type Role } from "../contract";
import { type Member, MemberForm } from "./MemberForm";

interface Act {
  id: number;
  at: string;
  what: string;
  who: string | null;
  about: string | null;
  detail: Record<string, unknown>;
}

/** Who works here and what they may do; and the record of what was done to accounts. */
export function Admin() {
  const { desk, strings } = useDesk();
  const [staff, setStaff] = useState<Member[]>([]);
  const [skills, setSkills] = useState<{ skills: string[]; languages: string[] }>({ skills: [], languages: [] });
  const [edited, setEdited] = useState<Member | "new" | null>(null);
  const [link, setLink] = useState<{ name: string; link: string } | null>(null);
  const load = (): Promise<boolean> =>
    desk.trying(async () => {
      const [people, known] = await Promise.all([
        call<{ staff: Member[] }>("GET", "/api/admin/staff"),
        call<typeof skills>("GET", "/api/admin/skills"),
      ]);
      setStaff(people.staff);
      setSkills(known);
    });
  useEffect(() => void load(), [desk]);

  const change = async (member: Member, changed: Partial<Member>): Promise<void> => {
    await desk.trying(async () => {
      await call("PATCH", `/api/admin/staff/${member.id}`, changed);
    });
    await load();
  };
  const inviteAgain = (member: Member): Promise<boolean> =>
    desk.trying(async () => {
      const { link: made } = await call<{ link: string }>("POST", `/api/admin/staff/${member.id}/invitation`, {});
      setLink({ name: member.name, link: made });
    });

  return (
    <main class="page">
      <div class="page-head">
        <h1>{strings.pages.admin}</h1>
        <button type="button" class="button is-strong" onClick={() => setEdited("new")}>
          {strings.admin.invite}
        </button>
      </div>
      {link && (
        <div class="card is-told" role="status">
          <p>{strings.admin.linkFor(link.name)}</p>
          <p>
            <input
              class="link-text"
              readOnly
              value={link.link}
              aria-label={strings.admin.link}
              onFocus={(event) => event.currentTarget.select()}
            />
            <button
              type="button"
              class="button"
              onClick={() => void navigator.clipboard.writeText(link.link).then(() => desk.toast(strings.admin.copied))}
            >
              {strings.admin.copy}
            </button>
          </p>
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section class="table" tabIndex={0} aria-label={strings.pages.admin}>
        <table>
          <thead>
            <tr>
              <th scope="col">{strings.admin.name}</th>
              <th scope="col">{strings.admin.roles}</th>
              <th scope="col">{strings.admin.skills}</th>
              <th scope="col">{strings.admin.languages}</th>
              <th scope="col">{strings.admin.capacity}</th>
              <th scope="col">{strings.admin.state}</th>
              <th scope="col">
                <span class="hidden">{strings.admin.edit}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {staff.map((member) => (
              <tr key={member.id} class={member.disabled ? "is-off" : undefined}>
                <th scope="row">
                  {member.name}
                  <span class="soft">{member.email}</span>
                </th>
                <td>{member.roles.map((role) => strings.roles[role]).join(", ")}</td>
                <td>{member.skills.map((skill) => strings.skills[skill] ?? skill).join(", ") || strings.admin.all}</td>
                <td>{member.languages.map((one) => strings.languages[one] ?? one).join(", ") || strings.admin.all}</td>
                <td>{member.capacity}</td>
                <td>
                  <State member={member} />
                </td>
                <td class="table-acts">
                  <button type="button" class="link" onClick={() => setEdited(member)}>
                    {strings.admin.edit}
                  </button>
                  <button type="button" class="link" onClick={() => void inviteAgain(member)}>
                    {member.invited ? strings.admin.inviteAgain : strings.admin.resetPassword}
                  </button>
                  <button
                    type="button"
                    class="link"
                    onClick={() => void change(member, { disabled: !member.disabled })}
                  >
                    {member.disabled ? strings.admin.enable : strings.admin.disable}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Acts />
      {edited && (
        <MemberForm
          member={edited === "new" ? null : edited}
          roles={ROLES as readonly Role[]}
          known={skills}
          close={() => setEdited(null)}
          saved={(made) => {
            setEdited(null);
            if (made) setLink(made);
            void load();
          }}
        />
      )}
    </main>
  );
}

function State({ member }: { member: Member }) {
  const { strings } = useDesk();
  if (member.disabled) return <span class="tag">{strings.admin.disabled}</span>;
  if (member.invited) return <span class="tag">{strings.admin.invited}</span>;
  return (
    <>
      <span class={`tag is-${member.presence}`}>{strings.presence[member.presence]}</span>
      {member.locked && <span class="tag is-bad">{strings.admin.locked}</span>}
    </>
  );
}

function Acts() {
  const { desk, strings, language } = useDesk();
  const [acts, setActs] = useState<Act[] | null>(null);
  const load = (): Promise<boolean> =>
    desk.trying(async () => {
      const before = acts?.at(-1)?.id;
      const { acts: found } = await call<{ acts: Act[] }>("GET", `/api/admin/acts${before ? `?before=${before}` : ""}`);
      setActs([...(acts ?? []), ...found]);
    });
  return (
    <details class="card" onToggle={(event) => event.currentTarget.open && acts === null && void load()}>
      <summary>{strings.admin.acts}</summary>
      <ul class="acts">
        {acts?.map((act) => (
          <li key={act.id}>
            <time dateTime={act.at}>{new Date(act.at).toLocaleString(localeOf(language))}</time>{" "}
            <strong>{act.who ?? "–"}</strong> {strings.admin.did[act.what] ?? act.what} {act.about ?? ""}{" "}
            <span class="soft">{Object.keys(act.detail).length > 0 && JSON.stringify(act.detail)}</span>
          </li>
        ))}
      </ul>
      {acts && acts.length > 0 && acts.length % 100 === 0 && (
        <button type="button" class="button" onClick={() => void load()}>
          {strings.more}
        </button>
      )}
    </details>
  );
}
