import { useState } from "preact/hooks";
import { useStrings, useStudio } from "../context";
import type { Confused, Pair } from "./contract";
import { HeatMap } from "./HeatMap";
import { CHECKS } from "./strings";

/** Which intents are taken for each other: a picture, a table beside it, and the examples of what is chosen. */
export function Confusions({ found }: { found: Confused }) {
  const { strings } = useStudio();
  const words = useStrings(CHECKS);
  const [chosen, setChosen] = useState<Pair | null>(null);
  if (found.pairs.length === 0) return <p class="is-fine">✓ {words.noConfusion}</p>;
  return (
    <>
      <p>
        {words.understood}:{" "}
        {found.languages
          .map((share) => `${strings.languages[share.name] ?? share.name} ${(100 * share.draft).toFixed(1)}%`)
          .join(", ")}
      </p>
      <div class="confusions">
        <HeatMap pairs={found.pairs} chosen={chosen} choose={setChosen} />
        <div class="confusion-side">
          {chosen && <Examples pair={chosen} />}
          <Table pairs={found.pairs} chosen={chosen} choose={setChosen} />
        </div>
      </div>
      {found.thin.length > 0 && (
        <details>
          <summary>{words.thin(found.thin.length)}</summary>
          <ul>
            {found.thin.map((thin) => (
              <li key={`${thin.intent} ${thin.language}`}>
                {words.thinRow(thin.intent, thin.language, thin.examples)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

export interface Choosing {
  pairs: Pair[];
  chosen: Pair | null;
  choose(pair: Pair): void;
}

function Table({ pairs, chosen, choose }: Choosing) {
  const words = useStrings(CHECKS);
  return (
    <div class="table confusion-table">
      <table>
        <thead>
          <tr>
            <th>{words.intent}</th>
            <th>{words.readAs}</th>
            <th>{words.examples}</th>
            <th>{words.share}</th>
          </tr>
        </thead>
        <tbody>
          {pairs.map((pair) => (
            <tr key={`${pair.intent} ${pair.read_as}`}>
              <th>
                <button
                  type="button"
                  class="link"
                  aria-pressed={pair === chosen}
                  aria-label={words.cell(pair.intent, pair.read_as, pair.count, pair.of)}
                  onClick={() => choose(pair)}
                >
                  {pair.intent}
                </button>
              </th>
              <td>{pair.read_as}</td>
              <td class="is-number">
                {pair.count}/{pair.of}
              </td>
              <td class="is-number">{(100 * pair.share).toFixed(0)}%</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Examples({ pair }: { pair: Pair }) {
  const words = useStrings(CHECKS);
  return (
    <section class="card" role="status">
      <h3>{words.cell(pair.intent, pair.read_as, pair.count, pair.of)}</h3>
      <ul class="try-near">
        {pair.examples.map((example) => (
          <li key={example.place}>
            <span dir="auto">{example.text}</span>
            <span class="soft">
              {(100 * example.sure).toFixed(0)}% · <code>{example.place}</code>
            </span>
          </li>
        ))}
      </ul>
      <p>
        <a class="link" href={`/studio/language/${encodeURIComponent(pair.intent)}`}>
          {pair.intent}
        </a>{" "}
        ·{" "}
        <a class="link" href={`/studio/language/${encodeURIComponent(pair.read_as)}`}>
          {pair.read_as}
        </a>
      </p>
    </section>
  );
}
