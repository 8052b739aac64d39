import { useState } from "preact/hooks";
import { Dialog } from "../../shared/staff/Dialog";
import { useDesk } from "../context";
import { Foot } from "./Foot";

/** To a colleague who is there, or to whoever knows about something. */
export function Transfer({ id, close }: { id: string; close(): void }) {
  const { desk, state, strings } = useDesk();
  const there = Object.values(state.colleagues)
    .filter((one) => one.id !== state.me?.id && one.presence !== "away")
    .sort((a, b) => a.load / a.capacity - b.load / b.capacity);
  const [to, setTo] = useState(there[0] ? `staff:${there[0].id}` : `skill:${state.skills[0] ?? ""}`);

  async function send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const note = String(new FormData(event.currentTarget as HTMLFormElement).get("note")).trim();
    const [kind, whom = ""] = to.split(":");
    if (await desk.transfer(id, kind === "staff" ? { staff: whom } : { skill: whom }, note)) close();
  }

  return (
    <Dialog title={strings.transferTitle} close={close}>
      <form onSubmit={(event) => void send(event)}>
        <fieldset>
          <legend>{strings.colleague}</legend>
          {there.length === 0 && <p class="soft">{strings.nobodyThere}</p>}
          {there.map((one) => (
            <label key={one.id} class="choice">
              <input
                type="radio"
                name="to"
                checked={to === `staff:${one.id}`}
                onChange={() => setTo(`staff:${one.id}`)}
              />
              <span>{one.name}</span>
              <span class={`tag is-${one.presence}`}>{strings.presence[one.presence]}</span>
              <span class="soft">{strings.load(one.load, one.capacity)}</span>
            </label>
          ))}
        </fieldset>
        <fieldset>
          <legend>{strings.skill}</legend>
          <div class="choices">
            {state.skills.map((skill) => (
              <label key={skill} class="choice">
                <input
                  type="radio"
                  name="to"
                  checked={to === `skill:${skill}`}
                  onChange={() => setTo(`skill:${skill}`)}
                />
                <span>{strings.skills[skill] ?? skill}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <label class="field">
          <span>{strings.noteForNext}</span>
          <textarea name="note" rows={3} maxLength={2000} />
        </label>
        <Foot does={strings.transfer} close={close} />
      </form>
    </Dialog>
  );
}
