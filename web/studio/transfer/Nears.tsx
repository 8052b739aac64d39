import { useStrings } from "../context";
import { Cut } from "./Cut";
import type { Report } from "./contract";
import { changed } from "./Differences";
import { TRANSFER } from "./strings";

interface Props {
  report: Report;
  leave: ReadonlySet<string>;
  setLeave(leave: ReadonlySet<string>): void;
}

/** New examples that are nearly one that is there: taken, unless they are left out. Those of other intents first. */
export function Nears({ report, leave, setLeave }: Props) {
  const words = useStrings(TRANSFER);
  const near = [...report.near].sort(
    (one, other) => Number(one.intent === one.what) - Number(other.intent === other.what),
  );
  return (
    <section class="card" aria-labelledby="near-title">
      <h2 id="near-title">{words.near(report.lengths.near)}</h2>
      <p class="soft">{words.nearText}</p>
      <div class="row-form">
        <button
          type="button"
          class="button"
          onClick={() => setLeave(new Set(near.filter((one) => one.intent !== one.what).map((one) => one.id)))}
        >
          {words.leaveOthers}
        </button>
        <button type="button" class="button" onClick={() => setLeave(new Set(near.map((one) => one.id)))}>
          {words.leaveAll}
        </button>
      </div>
      <div class="table is-long">
        <table>
          <thead>
            <tr>
              <th scope="col">{words.takeIt}</th>
              <th scope="col">{words.inTheFile}</th>
              <th scope="col">{words.thereNow}</th>
              <th scope="col" class="is-number">
                {words.likeness}
              </th>
            </tr>
          </thead>
          <tbody>
            {near.map((one) => (
              <tr key={one.id}>
                <td>
                  <input
                    type="checkbox"
                    aria-label={words.takeThis(one.text)}
                    checked={!leave.has(one.id)}
                    onChange={(event) => setLeave(changed(leave, one.id, !event.currentTarget.checked))}
                  />
                </td>
                <td>
                  <strong>{one.what}</strong> {one.text}
                </td>
                <td>
                  {one.intent === one.what ? one.intent : <span class="tag is-bad">{one.intent}</span>} {one.there}
                </td>
                <td class="is-number">{one.likeness.toFixed(2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Cut shown={report.near.length} of={report.lengths.near} />
    </section>
  );
}
