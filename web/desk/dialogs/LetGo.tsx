import { useDesk } from "../context";
import { OUTCOMES, type Outcome } from "../contract";
import { Dialog } from "./Dialog";

interface Props {
  id: string;
  way: "handBack" | "close";
  close(): void;
}

/** Giving a conversation back to the bot, or settling it: what came of it, and a note for the record. */
export function LetGo({ id, way, close }: Props) {
  const { desk, strings } = useDesk();

  async function send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    if (await desk[way](id, given.get("outcome") as Outcome, String(given.get("note")).trim())) close();
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
        <label class="field">
          <span>{strings.noteForRecord}</span>
          <textarea name="note" rows={3} maxLength={2000} />
        </label>
        <footer>
          <button type="button" class="button" onClick={close}>
            {strings.cancel}
          </button>
          <button type="submit" class="button is-strong">
            {way === "close" ? strings.close : strings.handBack}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
