import { useEffect, useState } from "preact/hooks";
import { Dialog } from "../../shared/staff/Dialog";
import { api } from "../api";
import { useDesk } from "../context";
import type { TurnView } from "../contract";
import { Foot } from "../dialogs/Foot";
import { refusalText } from "../strings";

/** Says that a turn of the bot was wrong, and what would have been right: it goes to the content team's list. */
export function Wrong({ id, turn, close }: { id: string; turn: TurnView; close(): void }) {
  const { desk, strings } = useDesk();
  const [intents, setIntents] = useState<{ name: string; title: string }[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => void desk.trying(async () => setIntents((await api.intents()).intents)), [desk]);
  async function send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const said = Object.fromEntries([...given].filter(([, value]) => String(value).trim()));
    try {
      await api.wrong(id, { ...said, turn_id: turn.id });
      desk.toast(strings.review.thanks);
      close();
    } catch (error) {
      setProblem(refusalText(error, strings));
    }
  }
  return (
    <Dialog title={strings.wrong} close={close}>
      <form onSubmit={(event) => void send(event)}>
        <p class="soft" dir="auto">
          {turn.text}
        </p>
        <p class="soft">{`${strings.intent}: ${turn.intent ?? "–"}`}</p>
        <label class="field">
          <span>{strings.review.rightIntent}</span>
          <input name="right_intent" list="intents" autocomplete="off" />
          <datalist id="intents">
            {intents.map(({ name, title }) => (
              <option key={name} value={name} label={title} />
            ))}
          </datalist>
        </label>
        <label class="field">
          <span>{strings.review.rightAnswer}</span>
          <textarea name="right_answer" rows={3} maxLength={2000} />
        </label>
        <label class="field">
          <span>{strings.review.comment}</span>
          <textarea name="comment" rows={2} maxLength={2000} />
        </label>
        <Foot does={strings.wrong} close={close} problem={problem} />
      </form>
    </Dialog>
  );
}
