import { Dialog } from "../../shared/staff/Dialog";
import { useDesk } from "../context";
import { OUTCOMES, type Outcome } from "../contract";
import { Foot } from "./Foot";

interface Props {
  id: string;
  way: "handBack" | "close";
  close(): void;
}

/** Giving a conversation back to the bot, or settling it: what came of it, and a note for the record. */
export function LetGo({ id, way, close }: Props) {
  const { desk, state, strings } = useDesk();
  const tasks = state.opened?.view?.tasks ?? [];

  async function send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const note = String(given.get("note")).trim();
    const letGo = { outcome: given.get("outcome") as Outcome, note, settled: given.get("settled") !== null };
    if (await desk[way](id, letGo)) close();
  }

  return (
    <Dialog title={way === "close" ? strings.closeTitle : strings.handBackTitle} close={close}>
      <form onSubmit={(event) => void send(event)}>
        <p class="soft">{way === "close" ? strings.closeText : strings.handBackText}</p>
        <fieldset>
          <legend>{strings.outcome}</legend>
          <div class="choices">
            {OUTCOMES.map((outcome) => (
              <label key={outcome} class="choice">
                <input type="radio" name="outcome" value={outcome} defaultChecked={outcome === "solved"} />
                <span>{strings.outcomes[outcome]}</span>
              </label>
            ))}
          </div>
        </fieldset>
        {tasks.length > 0 && (
          <label class="choice">
            <input type="checkbox" name="settled" defaultChecked />
            <span>{strings.tasksSettled(tasks.join(", "))}</span>
          </label>
        )}
        <label class="field">
          <span>{strings.noteForRecord}</span>
          <textarea name="note" rows={3} maxLength={2000} />
        </label>
        <Foot does={way === "close" ? strings.close : strings.handBack} close={close} />
      </form>
    </Dialog>
  );
}
