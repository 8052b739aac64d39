import { call } from "../../shared/staff/call";
import { useLoaded, useStrings, useStudio } from "../context";
import { type Compared, type Estimate, FIGURES, type FigureName, type Found } from "./contract";
import { TRIAL } from "./strings";
import { Whiskers } from "./Whiskers";
import { amount, apart, overall, said, signed } from "./words";

/** What came of a trial: a sentence, then each figure with its interval, drawn and in numbers. */
export function Comparison({ id, look }: { id: number; look: number }) {
  const { language, strings } = useStudio();
  const words = useStrings(TRIAL);
  const { data, problem } = useLoaded(() => call<Found>("GET", `/api/studio/trial/${id}/figures`), [id, look]);
  if (problem) return <p class="problem">{problem}</p>;
  if (!data) return <p class="soft">{strings.loading}</p>;
  const left = data.left_out;
  return (
    <section class="card">
      <div class="page-head">
        <h2>{words.comparison}</h2>
        <a class="button" href={`/api/studio/trial/${id}/figures.csv`} download>
          CSV
        </a>
      </div>
      <p class={`trial-verdict is-${data.verdict}`} role="status">
        {overall(data, words, language)}
      </p>
      <p>{words.arms(data.counts.trial, data.counts.live)}</p>
      <Table found={data} />
      <p class="soft">{words.peeking}</p>
      {left.both + left.other > 0 && <p class="soft">{words.leftOut(left.both, left.other)}</p>}
      {data.trial.share_changed && (
        <p class="soft">{words.shareChanged(new Date(data.trial.share_changed).toLocaleString(language))}</p>
      )}
      <details>
        <summary>{words.what}</summary>
        <dl class="trial-definitions">
          {words.definitions.map(([name, what]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}

function Table({ found }: { found: Found }) {
  const { language } = useStudio();
  const words = useStrings(TRIAL);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section class="table" tabIndex={0} aria-label={words.comparison}>
      <table class="trial-table">
        <thead>
          <tr>
            <th scope="col">{words.figure}</th>
            <th scope="col">
              <Key arm="trial" />
              {words.tried}
            </th>
            <th scope="col">
              <Key arm="live" />
              {words.live}
            </th>
            <th scope="col">{words.picture}</th>
            <th scope="col">{words.difference}</th>
            <th scope="col">{words.says}</th>
          </tr>
        </thead>
        <tbody>
          {FIGURES.map((name) => {
            const compared = found.figures[name];
            return (
              <tr key={name}>
                <th scope="row">{words.figures[name]}</th>
                <Arm name={name} estimate={compared.trial} />
                <Arm name={name} estimate={compared.live} />
                <td>
                  <Whiskers name={name} compared={compared} words={words} language={language} />
                </td>
                <Difference name={name} compared={compared} />
                <td class={`trial-says is-${compared.verdict}`}>
                  {said(name, compared, found.least, words, language)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

/** The mark of an arm in the picture, so that colour is not all that tells them apart. */
const Key = ({ arm }: { arm: "trial" | "live" }) => (
  <svg class={`trial-key whisker is-${arm}`} viewBox="0 0 12 12" aria-hidden="true">
    {arm === "trial" ? <circle cx={6} cy={6} r={5} /> : <rect x={1.5} y={1.5} width={9} height={9} />}
  </svg>
);

function Arm({ name, estimate: { value, low, high, count } }: { name: FigureName; estimate: Estimate }) {
  const { language } = useStudio();
  const words = useStrings(TRIAL);
  if (value === null || low === null || high === null) return <td>{words.none}</td>;
  return (
    <td>
      <strong>{amount(name, value, language)}</strong>
      <span class="trial-interval">
        {amount(name, low, language)} {words.to} {amount(name, high, language)}
      </span>
      <span class="trial-interval">{words.of(count)}</span>
    </td>
  );
}

function Difference({ name, compared }: { name: FigureName; compared: Compared }) {
  const { language } = useStudio();
  const words = useStrings(TRIAL);
  const { value, low, high } = compared.difference;
  if (value === null || low === null || high === null) return <td>{words.none}</td>;
  return (
    <td>
      <strong>{apart(name, value, words, language)}</strong>
      <span class="trial-interval">
        {signed(name, low, language)} {words.to} {apart(name, high, words, language)}
      </span>
    </td>
  );
}
