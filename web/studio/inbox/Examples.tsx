import type { Ref } from "preact";
import { useState } from "preact/hooks";
import { useStrings } from "../context";
import { Marker } from "../parts/Marker";
import { INBOX } from "./strings";

interface Props {
  lines: string[];
  isOn: boolean;
  language: string;
  entities: readonly string[];
  /** Holds the first example: `e` changes its words, `m` marks in it. */
  first: Ref<HTMLDivElement>;
  turn(on: boolean): void;
  change(lines: string[]): void;
}

/** The examples that go into the draft with the decision, to be changed and marked. */
export function Examples({ lines, isOn, language, entities, first, turn, change }: Props) {
  const words = useStrings(INBOX);
  return (
    <section class="examples">
      <label class="choice">
        <input type="checkbox" checked={isOn} onChange={(event) => turn(event.currentTarget.checked)} />
        <strong>{words.examples}</strong> <kbd>x</kbd>
      </label>
      {isOn && (
        <>
          <p class="soft">{words.examplesText}</p>
          {lines.map((line, at) => (
            <Line
              key={at}
              label={words.example(at + 1)}
              line={line}
              language={language}
              entities={entities}
              box={at === 0 ? first : null}
              change={(changed) => change(lines.with(at, changed))}
            />
          ))}
        </>
      )}
    </section>
  );
}

interface LineProps {
  label: string;
  line: string;
  language: string;
  entities: readonly string[];
  box: Ref<HTMLDivElement> | null;
  change(line: string): void;
}

function Line({ label, line, language, entities, box, change }: LineProps) {
  const words = useStrings(INBOX);
  const [isWriting, setWriting] = useState(false);

  function pressed(event: KeyboardEvent): void {
    const isField = event.target instanceof HTMLTextAreaElement;
    if (event.key !== "Escape" && !(event.key === "Enter" && isField)) return;
    if (event.isComposing) return;
    event.preventDefault();
    setWriting(false);
    if (event.target instanceof HTMLElement) event.target.blur();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape leads back to the page's keys from whatever is inside
    <div class="example" ref={box} onKeyDown={pressed}>
      {isWriting ? (
        <textarea
          aria-label={label}
          rows={2}
          maxLength={400}
          value={line}
          ref={(field) => field?.focus()}
          onInput={(event) => change(event.currentTarget.value.replaceAll("\n", " "))}
          onBlur={() => setWriting(false)}
        />
      ) : (
        <Marker written={line} entities={entities} language={language} change={change} />
      )}
      {!isWriting && (
        <button type="button" class="link change-words" onClick={() => setWriting(true)}>
          {words.write} <kbd>e</kbd>
        </button>
      )}
    </div>
  );
}
