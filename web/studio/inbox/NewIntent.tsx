import { useEffect, useRef, useState } from "preact/hooks";
import { Dialog } from "../../shared/staff/Dialog";
import { useStrings, useStudio } from "../context";
import { INBOX } from "./strings";

interface Props {
  topics: readonly string[];
  example: string;
  close(): void;
  make(name: string, topic: string, example: string): void;
}

/** A meaning that there is no intent for yet, with its first example. */
export function NewIntent({ topics, example, close, make }: Props) {
  const { strings } = useStudio();
  const words = useStrings(INBOX);
  const [name, setName] = useState("");
  const [topic, setTopic] = useState(topics[0] ?? "");
  const [line, setLine] = useState(example);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // once the dialog has opened, which focuses the first that can be
    const frame = requestAnimationFrame(() => field.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <Dialog title={words.newIntent} close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make(name, topic, line);
          close();
        }}
      >
        <label class="field">
          <span>{words.newName}</span>
          <input
            required
            ref={field}
            pattern="[a-z][a-z0-9_]*"
            maxLength={60}
            title={words.newNameHint}
            placeholder={words.newNameHint}
            autocomplete="off"
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>{words.topic}</span>
          <select value={topic} onChange={(event) => setTopic(event.currentTarget.value)}>
            {topics.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>{words.example(1)}</span>
          <textarea
            required
            rows={2}
            maxLength={400}
            value={line}
            onInput={(event) => setLine(event.currentTarget.value.replaceAll("\n", " "))}
          />
        </label>
        <footer>
          <button type="button" class="button" onClick={close}>
            {strings.cancel}
          </button>
          <button type="submit" class="button is-strong">
            {words.create}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
