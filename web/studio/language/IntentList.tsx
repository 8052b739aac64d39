import { useEffect, useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { useLoaded, useStrings, useStudio } from "../context";
import { Marked } from "../parts/Marked";
import { TRANSFER } from "../transfer/strings";
import { Confusions } from "./Confusions";
import { type Found, type Intent, type Intents, LANGUAGE, type Misread, pageOf } from "./contract";
import { NewIntent } from "./NewIntent";
import { WORDS } from "./strings";

const PAUSE_MS = 120;

export function IntentList({ all, problem }: { all: Intents | null; problem: string | null }) {
  const { studio, strings } = useStudio();
  const words = useStrings(WORDS);
  const transfer = useStrings(TRANSFER);
  const [filter, setFilter] = useState("");
  const [weakOnly, setWeakOnly] = useState(false);
  const [isNew, setNew] = useState(false);
  const [misread, setMisread] = useState<Misread[] | null>(null);
  const [isReading, setReading] = useState(false);
  const misreadOf = (intent: string): number => misread?.filter((one) => one.intent === intent).length ?? 0;
  const shown = (all?.intents ?? []).filter(
    (intent) => matches(intent, filter) && (!weakOnly || isWeak(intent) || misreadOf(intent.name) > 0),
  );
  const total = (all?.intents ?? []).reduce((sum, intent) => sum + count(intent), 0);

  async function read(): Promise<void> {
    setReading(true);
    await studio.trying(async () =>
      setMisread((await call<{ misread: Misread[] }>("POST", `${LANGUAGE}/misread`, {})).misread),
    );
    setReading(false);
  }

  return (
    <main class="page">
      <div class="page-head">
        <div>
          <h1>{strings.pages.language}</h1>
          {all && <p class="soft">{words.totals(all.intents.length, total)}</p>}
        </div>
        <div class="row-form">
          <a class="link" href="/studio/transfer/synonyms">
            {transfer.parts.synonyms}
          </a>
          <button type="button" class="button" disabled={isReading} onClick={() => void read()}>
            {isReading ? words.finding : words.findMisread}
          </button>
          <button type="button" class="button is-strong" disabled={!all} onClick={() => setNew(true)}>
            {words.newIntent}
          </button>
        </div>
      </div>
      {problem && <p class="problem">{problem}</p>}
      {all?.problems.map((fault) => (
        <p key={fault} class="problem" role="alert">
          {fault}
        </p>
      ))}
      <search class="row-form">
        <label class="field lang-filter">
          <span>{words.filter}</span>
          <input type="search" value={filter} onInput={(event) => setFilter(event.currentTarget.value)} />
        </label>
        <label class="choice">
          <input type="checkbox" checked={weakOnly} onChange={(event) => setWeakOnly(event.currentTarget.checked)} />
          {words.weakOnly}
        </label>
      </search>
      {misread && <Confusions misread={misread} />}
      {all && shown.length > 0 && <Table all={all} shown={shown} misreadOf={misreadOf} />}
      {all && shown.length === 0 && <p class="soft">{words.noIntent}</p>}
      <Examples filter={filter} />
      {isNew && all && <NewIntent all={all} close={() => setNew(false)} />}
    </main>
  );
}

function Table(props: { all: Intents; shown: Intent[]; misreadOf(intent: string): number }) {
  const { strings, language } = useStudio();
  const words = useStrings(WORDS);
  return (
    <div class="table">
      <table>
        <thead>
          <tr>
            <th scope="col">{words.intent}</th>
            <th scope="col">{words.topic}</th>
            {props.all.languages.map((one) => (
              <th key={one} scope="col">
                {strings.languages[one] ?? one}
              </th>
            ))}
            <th scope="col">{words.weak}</th>
          </tr>
        </thead>
        <tbody>
          {props.shown.map((intent) => (
            <tr key={intent.name}>
              <th scope="row">
                <a href={pageOf(intent.name)}>{intent.name}</a>
                <span class="soft">{intent.titles[language]}</span>
              </th>
              <td>{intent.topic}</td>
              {props.all.languages.map((one) => (
                <td key={one} class="is-number">
                  {intent.counts[one] ?? 0}
                </td>
              ))}
              <td>
                <Weak intent={intent} misread={props.misreadOf(intent.name)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Weak({ intent, misread }: { intent: Intent; misread: number }) {
  const { strings } = useStudio();
  const words = useStrings(WORDS);
  const named = (language: string): string => strings.languages[language] ?? language;
  return (
    <span class="tags">
      {intent.missing.map((language) => (
        <span key={language} class="tag is-bad">
          {words.none(named(language))}
        </span>
      ))}
      {intent.thin.map((language) => (
        <span key={language} class="tag is-busy">
          {words.few(named(language))}
        </span>
      ))}
      {misread > 0 && <span class="tag is-busy">{words.misreadTag(misread)}</span>}
    </span>
  );
}

/** Examples that have the words, where there are enough letters to look for. */
function Examples({ filter }: { filter: string }) {
  const words = useStrings(WORDS);
  const [wanted, setWanted] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setWanted(filter.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [filter]);
  const isAsked = wanted.length > 1 || /[\u3400-\u9fff]/.test(wanted);
  const found = useLoaded(
    async () =>
      isAsked
        ? call<{ examples: Found[]; count: number }>("GET", `${LANGUAGE}/search?q=${encodeURIComponent(wanted)}`)
        : null,
    [isAsked && wanted],
  );
  if (!found.data) return null;
  const { examples, count: all } = found.data;
  return (
    <section class="card" aria-live="polite">
      <h2>
        {words.found(all)}
        {all > examples.length && <span class="soft"> · {words.firstOf(examples.length)}</span>}
      </h2>
      <ul class="lang-found">
        {examples.map((example) => (
          <li key={example.place}>
            <a href={pageOf(example.intent)}>{example.intent}</a>{" "}
            <span lang={example.language}>
              <Marked written={example.written} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const count = (intent: Intent): number => Object.values(intent.counts).reduce((sum, one) => sum + one, 0);
const isWeak = (intent: Intent): boolean => intent.thin.length + intent.missing.length > 0;

function matches(intent: Intent, filter: string): boolean {
  const wanted = filter.trim().toLowerCase();
  const texts = [intent.name, intent.topic, ...Object.values(intent.titles)];
  return texts.some(
    (text) => text.toLowerCase().includes(wanted.replaceAll(" ", "_")) || text.toLowerCase().includes(wanted),
  );
}
