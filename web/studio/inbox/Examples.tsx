import type { Ref } from "preact";
import { useRef } from "preact/hooks";
import { useStrings } from "../context";
import { marked, unmarked } from "./marks";
import { INBOX } from "./strings";

interface Props {
  lines: string[];
  isOn: boolean;
  entities: readonly string[];
  first: Ref<HTMLTextAreaElement>;
  turn(on: boolean): void;
  change(lines: string[]): void;
}

/** The examples that go into the draft with the decision, to be changed and marked. */
export function Examples({ lines, isOn, entities, first, turn, change }: Props) {
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
              entities={entities}
              field={at === 0 ? first : null}
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
  entities: readonly string[];
  field: Ref<HTMLTextAreaElement> | null;
  change(line: string): void;
}

function Line({ label, line, entities, field, change }: LineProps) {
  const words = useStrings(INBOX);
  const own = useRef<HTMLTextAreaElement | null>(null);

  function mark(entity: string | undefined): void {
    const box = own.current;
    const changed = box && entity ? marked(line, box.selectionStart, box.selectionEnd, entity) : null;
    if (changed) change(changed);
    box?.focus();
  }

  function pressed(event: KeyboardEvent): void {
    if (event.key === "Escape") own.current?.blur();
    else if (event.altKey && /^Digit[1-9]$/.test(event.code)) mark(entities[Number(event.code.slice(5)) - 1]);
    else if (event.key !== "Enter") return;
    event.preventDefault();
  }

  return (
    <div class="example">
      <textarea
        ref={(box) => {
          own.current = box;
          if (typeof field === "function") field(box);
          else if (field) field.current = box;
        }}
        aria-label={label}
        rows={2}
        maxLength={400}
        value={line}
        onInput={(event) => change(event.currentTarget.value.replaceAll("\n", " "))}
        onKeyDown={pressed}
      />
      <fieldset class="marks" title={words.markHint}>
        <legend class="hidden">{words.mark}</legend>
        {entities.map((entity, at) => (
          <button
            key={entity}
            type="button"
            class="tag"
            aria-label={`${words.mark} ${entity}`}
            onClick={() => mark(entity)}
          >
            {at < 9 && <small>{at + 1}</small>} {entity}
          </button>
        ))}
        {unmarked(line) !== line && (
          <button type="button" class="link" onClick={() => change(unmarked(line))}>
            {words.unmark}
          </button>
        )}
      </fieldset>
    </div>
  );
}
