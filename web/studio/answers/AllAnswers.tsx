import { useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { useLoaded, useStrings, useStudio } from "../context";
import { KINDS, type Listing, type Row } from "./contract";
import { ANSWERS } from "./strings";

const SHOWN = 60;

/** Every answer, to be searched; what a language lacks is marked. */
export function AllAnswers() {
  const { strings } = useStudio();
  const words = useStrings(ANSWERS);
  const listing = useLoaded(() => call<Listing>("GET", "/api/studio/answers/list"), []);
  const [kind, setKind] = useState("");
  const [asked, setAsked] = useState("");
  const [onlyMissing, setOnlyMissing] = useState(false);
  const [shown, setShown] = useState(SHOWN);
  if (!listing.data) return listing.problem ? <p class="problem">{listing.problem}</p> : <p>{strings.loading}</p>;
  const { answers, languages } = listing.data;
  const found = answers.filter(
    (row) => (!kind || row.kind === kind) && (!onlyMissing || row.missing.length > 0) && holds(row, asked),
  );
  return (
    <>
      <div class="page-head">
        <div class="row-form">
          <label class="field">
            <span>{words.search}</span>
            <input type="search" value={asked} onInput={(event) => setAsked(event.currentTarget.value)} />
          </label>
          <label class="field">
            <span>{words.kind}</span>
            <select value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
              <option value="">{words.every}</option>
              {KINDS.map((one) => (
                <option key={one} value={one}>
                  {words.kinds[one]}
                </option>
              ))}
            </select>
          </label>
          <label class="choice">
            <input
              type="checkbox"
              checked={onlyMissing}
              onChange={(event) => setOnlyMissing(event.currentTarget.checked)}
            />
            {words.onlyMissing}
          </label>
        </div>
        <div class="row-form">
          <a class="button" href="/studio/answers/new/response">
            {words.newResponse}
          </a>
          <a class="button is-strong" href="/studio/answers/new/faq">
            {words.newFaq}
          </a>
        </div>
      </div>
      <p class="soft" role="status">
        {words.found(found.length)}
      </p>
      <div class="table">
        <table>
          <thead>
            <tr>
              <th scope="col">{words.name}</th>
              {languages.map((language) => (
                <th scope="col" key={language}>
                  {strings.languages[language] ?? language}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {found.slice(0, shown).map((row) => (
              <Line key={`${row.kind}/${row.name}`} row={row} languages={languages} />
            ))}
          </tbody>
        </table>
      </div>
      {found.length > shown && (
        <button type="button" class="button" onClick={() => setShown(shown + 4 * SHOWN)}>
          {words.more(Math.min(4 * SHOWN, found.length - shown))}
        </button>
      )}
    </>
  );
}

function Line({ row, languages }: { row: Row; languages: string[] }) {
  const { strings } = useStudio();
  const words = useStrings(ANSWERS);
  return (
    <tr>
      <th scope="row">
        <a class="link" href={`/studio/answers/${row.kind}/${row.name}`}>
          {row.name}
        </a>
        <span class="tags">
          <span class="tag">{words.kinds[row.kind]}</span>
          {row.kind === "faq" && <span class="tag">{row.topic}</span>}
          {row.pending && <span class="tag is-busy">{words.pending}</span>}
        </span>
      </th>
      {languages.map((language) => (
        <td key={language} lang={language}>
          {row.missing.includes(language) ? (
            <span class="tag is-bad">{words.missing(strings.languages[language] ?? language)}</span>
          ) : (
            <>
              <span class="answers-line">{row.texts[language]?.[0]}</span>
              {row.kind === "faq" && <span class="answers-line soft">{row.texts[language]?.[1]}</span>}
            </>
          )}
        </td>
      ))}
    </tr>
  );
}

function holds(row: Row, asked: string): boolean {
  const wanted = asked.trim().toLowerCase();
  return (
    !wanted ||
    row.name.includes(wanted) ||
    Object.values(row.texts).some((texts) => texts.some((text) => text.toLowerCase().includes(wanted)))
  );
}
