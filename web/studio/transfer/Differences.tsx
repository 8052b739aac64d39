import { useStrings } from "../context";
import { Cut } from "./Cut";
import type { Report } from "./contract";
import { TRANSFER } from "./strings";

interface Props {
  report: Report;
  take: ReadonlySet<string>;
  setTake(take: ReadonlySet<string>): void;
}

/** What says something else than what is there: left out, unless it is chosen one by one. */
export function Differences({ report, take, setTake }: Props) {
  const words = useStrings(TRANSFER);
  return (
    <section class="card" aria-labelledby="different-title">
      <h2 id="different-title">{words.different(report.lengths.different)}</h2>
      <p class="soft">{words.differentText}</p>
      <div class="table is-long">
        <table>
          <thead>
            <tr>
              <th scope="col">{words.takeIt}</th>
              <th scope="col">{words.inTheFile}</th>
              <th scope="col">{words.thereNow}</th>
            </tr>
          </thead>
          <tbody>
            {report.different.map((one) => (
              <tr key={one.id}>
                <td>
                  <input
                    type="checkbox"
                    aria-label={words.takeThis(one.text)}
                    checked={take.has(one.id)}
                    onChange={(event) => setTake(changed(take, one.id, event.currentTarget.checked))}
                  />
                </td>
                <td>
                  <strong>{one.what}</strong> {one.text}
                  <p class="soft">
                    <code>{one.place}</code>
                  </p>
                </td>
                <td>
                  {one.intent && <strong>{one.intent} </strong>}
                  {one.there}
                  <p class="soft">
                    {words.remarks[one.remark]} <code>{one.places.join(", ")}</code>
                  </p>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Cut shown={report.different.length} of={report.lengths.different} />
    </section>
  );
}

export function changed(set: ReadonlySet<string>, id: string, isIn: boolean): ReadonlySet<string> {
  const made = new Set(set);
  if (isIn) made.add(id);
  else made.delete(id);
  return made;
}
