import { useEffect, useRef, useState } from "preact/hooks";
import type { Language } from "../../shared/contract";
import { call } from "../../shared/staff/call";
import { useStrings, useStudio } from "../context";
import { problemText } from "../strings";
import type { Answer } from "./contract";
import { Learning } from "./Learning";
import { TRY } from "./strings";
import { Turn } from "./Turn";
import "./tryout.css";

type Which = "draft" | "published";

export interface Exchange {
  id: number;
  said: string;
  answer: Answer | null;
  problem: string | null;
}

const newSession = (): string => crypto.randomUUID().replaceAll("-", "");

/** A chat beside every page, with the draft or with what is published. */
export function TryOut() {
  const { studio, strings, language } = useStudio();
  const words = useStrings(TRY);
  const [which, setWhich] = useState<Which>("draft");
  const [chatLanguage, setChatLanguage] = useState<Language>(language);
  const [exchanges, setExchanges] = useState<Exchange[]>([]);
  const [typed, setTyped] = useState("");
  const session = useRef(newSession());
  const end = useRef<HTMLLIElement>(null);
  const isBusy = exchanges.some((each) => !each.answer && !each.problem);

  useEffect(() => end.current?.scrollIntoView({ block: "nearest" }), [exchanges]);
  useEffect(() => () => forget(session.current), []);

  function anew(next: Which): void {
    if (which === "published" && exchanges.length > 0) forget(session.current);
    session.current = newSession();
    setExchanges([]);
    setWhich(next);
  }

  async function say(text: string, shown: string, isChoice = false): Promise<void> {
    if (!text.trim() || isBusy) return;
    const id = (exchanges.at(-1)?.id ?? 0) + 1;
    const told = session.current;
    const earlier = exchanges
      .map((each) => each.answer?.intent)
      .filter(Boolean)
      .slice(-30);
    const settle = (change: Partial<Exchange>) => {
      if (told === session.current) setExchanges((all) => all.map((e) => (e.id === id ? { ...e, ...change } : e)));
    };
    setExchanges([...exchanges, { id, said: shown, answer: null, problem: null }]);
    setTyped("");
    try {
      const body = { with: which, text, language: chatLanguage, session: told, earlier, is_choice: isChoice };
      settle({ answer: await call<Answer>("POST", "/api/studio/try", body) });
    } catch (error) {
      settle({ problem: problemText(error, strings) });
    }
  }

  return (
    <aside class="try" aria-label={strings.tryIt}>
      <header class="try-head">
        <div class="page-head">
          <h2>{strings.tryIt}</h2>
          <button
            type="button"
            class="plain"
            aria-label={words.close}
            onClick={() => studio.store.dispatch({ type: "try", open: false })}
          >
            ✕
          </button>
        </div>
        <fieldset class="choices">
          <legend class="hidden">{words.with}</legend>
          {(["draft", "published"] as const).map((one) => (
            <label class="choice" key={one}>
              <input type="radio" name="try-with" checked={which === one} onChange={() => anew(one)} />
              {words[one]}
            </label>
          ))}
        </fieldset>
        {which === "published" ? (
          <p class="soft">{words.publishedText}</p>
        ) : (
          <details>
            <summary class="soft">{words.how}</summary>
            <p class="soft">{words.draftText}</p>
          </details>
        )}
        {which === "draft" && <Learning turns={exchanges.filter((each) => each.answer).length} />}
      </header>
      <ol class="try-log" aria-live="polite" aria-busy={isBusy}>
        {exchanges.map((exchange) => (
          <Turn
            key={exchange.id}
            exchange={exchange}
            language={chatLanguage}
            choose={(payload, title) => void say(payload, title, true)}
          />
        ))}
        <li ref={end} aria-hidden="true" />
      </ol>
      <form
        class="try-say"
        onSubmit={(event) => {
          event.preventDefault();
          void say(typed, typed);
        }}
      >
        <label>
          <span class="hidden">{words.say}</span>
          <input
            type="text"
            maxLength={2000}
            value={typed}
            placeholder={words.placeholder}
            autocomplete="off"
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button is-strong" disabled={isBusy || !typed.trim()}>
          {words.send}
        </button>
        <label class="try-language">
          <span class="hidden">{words.chatLanguage}</span>
          <select value={chatLanguage} onChange={(event) => setChatLanguage(event.currentTarget.value as Language)}>
            <option value="en">{strings.languages.en}</option>
            <option value="zh">{strings.languages.zh}</option>
          </select>
        </label>
        <button type="button" class="plain" onClick={() => anew(which)}>
          {words.anew}
        </button>
      </form>
    </aside>
  );
}

/** Nothing of the chat is kept. What cannot be told now, the service tells later by itself. */
function forget(session: string): void {
  call("POST", "/api/studio/try/forget", { session }).catch(() => undefined);
}
