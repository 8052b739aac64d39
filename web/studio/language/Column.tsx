import { useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { useStrings, useStudio } from "../context";
import type { Edited } from "../contract";
import { plainOf } from "../parts/annotation";
import { Marked } from "../parts/Marked";
import { type Example, keyOf, LANGUAGE } from "./contract";
import { Editor } from "./Editor";
import { WORDS } from "./strings";
import { useTold } from "./told";
import { Warnings } from "./Warnings";

const PAGE = 100;

interface Props {
  intent: string;
  language: string;
  title: string;
  examples: Example[];
  entities: string[];
  chosen: ReadonlyMap<string, Example>;
  toggle(examples: readonly Example[], is: boolean): void;
  act(verb: "move" | "remove", example: Example): void;
}

/** An intent's examples in one language, the newest first: it stands last in the file. */
export function Column(props: Props) {
  const words = useStrings(WORDS);
  const [shown, setShown] = useState(PAGE);
  const [edited, setEdited] = useState<string | null>(null);
  const { examples, chosen, title } = props;
  const isAll = examples.length > 0 && examples.every((example) => chosen.has(keyOf(example)));
  return (
    <section class="card" aria-label={title}>
      <div class="page-head">
        <h2>
          {title} <span class="soft">{examples.length}</span>
        </h2>
        {examples.length > 0 && (
          <input
            type="checkbox"
            aria-label={words.chooseAll(title)}
            checked={isAll}
            onChange={(event) => props.toggle(examples, event.currentTarget.checked)}
          />
        )}
      </div>
      <Adding {...props} />
      {examples.length === 0 && <p class="soft">{words.noExamples(title)}</p>}
      <ul class="lang-examples">
        {examples
          .toReversed()
          .slice(0, shown)
          .map((example) =>
            edited === keyOf(example) ? (
              <li key={keyOf(example)}>
                <Editor
                  intent={props.intent}
                  language={props.language}
                  example={example}
                  entities={props.entities}
                  others={examples.filter((other) => other !== example).map((other) => other.written)}
                  close={() => {
                    setEdited(null);
                    focusSoon(keyOf(example));
                  }}
                />
              </li>
            ) : (
              <Row key={keyOf(example)} example={example} edit={() => setEdited(keyOf(example))} {...props} />
            ),
          )}
      </ul>
      {examples.length > shown && (
        <button type="button" class="button" onClick={() => setShown(shown + 5 * PAGE)}>
          {words.showMore(Math.min(5 * PAGE, examples.length - shown))}
        </button>
      )}
    </section>
  );
}

function Row({ example, edit, chosen, toggle, act, language }: Props & { example: Example; edit(): void }) {
  const words = useStrings(WORDS);
  const plain = plainOf(example.written);
  const isChosen = chosen.has(keyOf(example));

  function pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = event.currentTarget instanceof HTMLElement ? event.currentTarget : null;
    if (event.key === "ArrowDown") focusOf(row?.nextElementSibling);
    else if (event.key === "ArrowUp") focusOf(row?.previousElementSibling);
    else if (event.key === "x") toggle([example], !isChosen);
    else if (event.key === "m") act("move", example);
    else if (event.key === "Delete") act("remove", example);
    else return;
    event.preventDefault();
  }

  return (
    <li class={isChosen ? "is-chosen" : undefined} onKeyDown={pressed} data-example={keyOf(example)}>
      <input
        type="checkbox"
        aria-label={words.choose(plain)}
        checked={isChosen}
        onChange={(event) => toggle([example], event.currentTarget.checked)}
      />
      <button type="button" class="lang-example" lang={language} aria-label={words.edit(plain)} onClick={edit}>
        <Marked written={example.written} />
      </button>
    </li>
  );
}

function Adding({ intent, language, title }: Props) {
  const { studio } = useStudio();
  const words = useStrings(WORDS);
  const [text, setText] = useState("");
  const lines = text.split("\n").filter((line) => line.trim());
  const told = useTold(intent, lines.at(-1) ?? "");

  async function add(event: Event): Promise<void> {
    event.preventDefault();
    const body = { intent, language, examples: lines };
    if (lines.length && (await studio.edit(() => call<Edited>("POST", `${LANGUAGE}/examples/add`, body)))) setText("");
  }

  return (
    <form class="lang-adding" onSubmit={(event) => void add(event)}>
      <textarea
        aria-label={words.addLabel(title)}
        placeholder={words.addLabel(title)}
        rows={Math.min(6, Math.max(1, text.split("\n").length))}
        value={text}
        lang={language}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && !event.shiftKey && !event.isComposing && void add(event)}
      />
      <button type="submit" class="button" disabled={!lines.length}>
        {words.add}
      </button>
      <Warnings told={told} intent={intent} />
    </form>
  );
}

function focusOf(row: Element | null | undefined): void {
  row?.querySelector<HTMLElement>("button")?.focus();
}

/** When the row is drawn again. */
function focusSoon(key: string): void {
  requestAnimationFrame(() => focusOf(document.querySelector(`[data-example="${CSS.escape(key)}"]`)));
}
