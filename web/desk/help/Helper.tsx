import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../api";
import { useDesk } from "../context";
import type { CannedAnswer, Suggestion } from "../contract";
import type { Opened } from "../state";
import { otherLanguage } from "./language";
import { matching, typedShortcut } from "./shortcut";

interface Props {
  opened: Opened;
  text: string;
  insert(text: string): void;
}

/** What may help to answer: suggestions, canned answers by `/shortcut`, and a word where the languages differ. Whatever
 * is taken goes into the field, to be read and changed first. */
export function Helper({ opened, text, insert }: Props) {
  const { strings } = useDesk();
  const differs = otherLanguage(text, opened.language);
  return (
    <div class="helper">
      <Suggestions opened={opened} insert={insert} />
      <Canned opened={opened} text={text} insert={insert} />
      {differs && (
        <p class="hint" role="status">
          {strings.help.differs(
            strings.languages[opened.language] ?? opened.language,
            strings.languages[differs] ?? differs,
          )}
        </p>
      )}
    </div>
  );
}

function Suggestions({ opened, insert }: { opened: Opened; insert(text: string): void }) {
  const { desk, strings } = useDesk();
  const [found, setFound] = useState<Suggestion[] | null>(null);
  const box = useRef<HTMLDetailsElement>(null);
  const asked = opened.rows.findLast((row) => row.author === "shopper")?.seq;
  useEffect(() => setFound(null), [asked]);
  const newest = useRef(asked);
  newest.current = asked;
  const load = (): Promise<boolean> =>
    desk.trying(async () => {
      const { suggestions } = await api.suggestions(opened.id, opened.language);
      // what was asked meanwhile needs another answer
      if (newest.current === asked) setFound(suggestions);
    });
  const take = (one: Suggestion): void => {
    insert(one.text);
    if (box.current) box.current.open = false;
  };
  return (
    <details
      class="suggestions"
      ref={box}
      onToggle={(event) => event.currentTarget.open && !found && void load()}
      key={asked}
    >
      <summary>{strings.help.suggestions}</summary>
      {found?.length === 0 && <p class="soft">{strings.help.nothing}</p>}
      <ul>
        {found?.map((one) => (
          <li key={one.text}>
            <button type="button" class="suggestion" onClick={() => take(one)}>
              <span class="tag">{one.kind === "answer" ? strings.help.known : strings.help.before}</span>
              <strong dir="auto">{one.title}</strong>
              <span dir="auto">{one.text}</span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Canned({ opened, text, insert }: Props) {
  const { desk, strings } = useDesk();
  const [all, setAll] = useState<CannedAnswer[] | null>(null);
  const typed = typedShortcut(text);
  useEffect(() => {
    if (typed !== null && !all) void desk.trying(async () => setAll((await api.canned()).canned));
  }, [typed !== null]);
  const fill = (answer: CannedAnswer): Promise<boolean> =>
    desk.trying(async () => {
      const { text: filled, missing } = await api.fill(opened.id, answer.id);
      insert(text.replace(/\/[\w-]*$/, "") + filled);
      if (missing.length > 0) desk.toast(strings.help.missing(missing.join(", ")));
    });
  return (
    <>
      <button
        type="button"
        class="plain"
        data-key="/"
        onClick={() => insert(text && !/\s$/.test(text) ? `${text} /` : `${text}/`)}
      >
        {strings.help.canned}
      </button>
      {typed !== null && all && (
        <ul class="canned-list">
          {matching(all, typed, opened.language).map((answer) => (
            <li key={answer.id}>
              <button type="button" class="suggestion" onClick={() => void fill(answer)}>
                <span class="tag">/{answer.shortcut}</span>
                <strong>{answer.title}</strong>
                <span dir="auto">{answer.text}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
