import { useState } from "preact/hooks";
import { go } from "../../shared/route";
import { call } from "../../shared/staff/call";
import { Dialog } from "../../shared/staff/Dialog";
import { useStrings, useStudio } from "../context";
import type { Edited } from "../contract";
import { type Example, type Intents, LANGUAGE, pageOf, refOf } from "./contract";
import { WORDS } from "./strings";

interface Props {
  all: Intents;
  close(): void;
  /** What is to become the new intent: chosen examples of another. Left out: they are written here. */
  from?: { intent: string; topic: string; examples: Example[] };
}

/** A new intent: in its topic's files, the domain and the list of names. */
export function NewIntent({ all, close, from }: Props) {
  const { studio, strings } = useStudio();
  const words = useStrings(WORDS);
  const [name, setName] = useState("");
  const [topic, setTopic] = useState(from?.topic ?? all.topics[0] ?? "");
  const [titles, setTitles] = useState<Record<string, string>>({});
  const [texts, setTexts] = useState<Record<string, string>>({});
  const named = (language: string): string => strings.languages[language] ?? language;

  async function make(event: Event): Promise<void> {
    event.preventDefault();
    const made = await studio.edit(() =>
      from
        ? call<Edited>("POST", `${LANGUAGE}/intents/${encodeURIComponent(from.intent)}/split`, {
            name,
            topic,
            titles,
            examples: from.examples.map(refOf),
          })
        : call<Edited>("POST", `${LANGUAGE}/intents`, { name, topic, titles, examples: linesOf(texts) }),
    );
    if (!made) return;
    close();
    go(pageOf(name));
  }

  return (
    <Dialog title={from ? words.split : words.newIntent} close={close}>
      <form onSubmit={(event) => void make(event)}>
        {from && <p>{words.splitText(from.examples.length)}</p>}
        <label class="field">
          <span>{words.name}</span>
          <input
            value={name}
            required
            maxLength={63}
            autocomplete="off"
            onInput={(event) => setName(event.currentTarget.value)}
          />
          <small class="soft">{words.nameHelp}</small>
        </label>
        <label class="field">
          <span>{words.topic}</span>
          <input
            value={topic}
            required
            maxLength={40}
            list="topics"
            autocomplete="off"
            onInput={(event) => setTopic(event.currentTarget.value)}
          />
          <small class="soft">{words.topicHelp}</small>
        </label>
        <datalist id="topics">
          {all.topics.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
        {all.languages.map((language) => (
          <label key={language} class="field">
            <span>{words.titleIn(named(language))}</span>
            <input
              maxLength={80}
              lang={language}
              onInput={(event) => setTitles({ ...titles, [language]: event.currentTarget.value })}
            />
          </label>
        ))}
        {!from &&
          all.languages.map((language) => (
            <label key={language} class="field">
              <span>{words.examplesIn(named(language))}</span>
              <textarea
                rows={4}
                lang={language}
                onInput={(event) => setTexts({ ...texts, [language]: event.currentTarget.value })}
              />
            </label>
          ))}
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

const linesOf = (texts: Record<string, string>): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(texts).map(([language, text]) => [language, text.split("\n").filter((line) => line.trim())]),
  );
