import { useState } from "preact/hooks";
import { go } from "../../shared/route";
import { Dialog } from "../../shared/staff/Dialog";
import { useStrings } from "../context";
import { type Dialogue, type Stories, targetOf } from "./contract";
import { Refusal } from "./Refusal";
import { useSaving } from "./saving";
import { STORIES } from "./strings";
import { addressOf } from "./words";

interface Props {
  stories: Stories;
  dialogue: Dialogue;
  close(): void;
}

export function Rename({ stories, dialogue, close }: Props) {
  const words = useStrings(STORIES);
  const saving = useSaving();
  const [name, setName] = useState(dialogue.name);
  async function submit(anyway: boolean): Promise<void> {
    const to = name.trim();
    if (!(await saving.save({ verb: "rename", to, ...targetOf(dialogue) }, anyway))) return;
    close();
    go(addressOf({ ...dialogue, name: to }));
  }
  return (
    <Dialog title={words.rename} close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit(false);
        }}
      >
        <label class="field">
          <span>{words.newName}</span>
          <input value={name} maxLength={120} required onInput={(event) => setName(event.currentTarget.value)} />
        </label>
        <Refusal stories={stories} saving={saving} again={() => void submit(true)} />
        <footer>
          <button type="submit" class="button is-strong" disabled={saving.isBusy}>
            {words.save}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

export function Remove({ stories, dialogue, close }: Props) {
  const words = useStrings(STORIES);
  const saving = useSaving();
  async function submit(anyway: boolean): Promise<void> {
    if (await saving.save({ verb: "remove", ...targetOf(dialogue) }, anyway)) close();
  }
  return (
    <Dialog title={words.removeAsk(dialogue.name)} close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit(false);
        }}
      >
        <Refusal stories={stories} saving={saving} again={() => void submit(true)} />
        <footer>
          <button type="button" class="button" onClick={close}>
            {words.cancel}
          </button>
          <button type="submit" class="button is-strong" disabled={saving.isBusy}>
            {words.remove}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
