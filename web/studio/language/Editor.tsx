import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { call, Refused } from "../../shared/staff/call";
import { useStrings, useStudio } from "../context";
import type { Edited } from "../contract";
import { Marker } from "../parts/Marker";
import { type Example, LANGUAGE, refOf } from "./contract";
import { WORDS } from "./strings";
import { useTold } from "./told";
import { Warnings } from "./Warnings";

interface Props {
  intent: string;
  language: string;
  example: Example;
  entities: string[];
  /** What else the intent has: none of it is what became of this one. */
  others: readonly string[];
  close(): void;
}

/** One example being written anew: as text, and with marks that are set in it. Enter saves, Escape leaves it. */
export function Editor({ intent, language, example, entities, others, close }: Props) {
  const { studio, strings } = useStudio();
  const words = useStrings(WORDS);
  const [text, setText] = useState(example.written);
  // what somebody else has made of it; null where it is gone
  const [now, setNow] = useState<string | null | undefined>(undefined);
  const input = useRef<HTMLInputElement>(null);
  const told = useTold(intent, text, example.written);
  useLayoutEffect(() => input.current?.focus(), []);

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (text.trim() === example.written) return close();
    const seen = now ? { ...refOf(example), written: now } : refOf(example);
    const isSaved = await studio.edit(async () => {
      try {
        return await call<Edited>("POST", `${LANGUAGE}/examples/edit`, { intent, example: seen, written: text });
      } catch (error) {
        if (error instanceof Refused && error.code === "conflict") {
          const there = error.detail.now;
          setNow(typeof there === "string" && !others.includes(there) ? there : null);
        }
        throw error;
      }
    });
    if (isSaved) close();
  }

  return (
    <form
      class="lang-editor"
      onSubmit={(event) => void save(event)}
      onKeyDown={(event) => event.key === "Escape" && !event.isComposing && close()}
    >
      <input
        ref={input}
        aria-label={words.line}
        value={text}
        lang={language}
        autocomplete="off"
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <Marker written={text} entities={entities} language={language} change={setText} />
      <Warnings told={told} intent={intent} />
      {now !== undefined && (
        <p class="problem" role="alert">
          {now === null ? words.goneNow : `${words.changedTo} ${now}`}
        </p>
      )}
      <div class="row-form">
        <button type="submit" class="button is-strong">
          {strings.save}
        </button>
        <button type="button" class="button" onClick={close}>
          {strings.cancel}
        </button>
      </div>
    </form>
  );
}
