import { useStrings } from "../context";
import { Marked } from "../parts/Marked";
import { keyOf, type Misread, pageOf } from "./contract";
import { WORDS } from "./strings";

const SHOWN = 50;

/** Examples that are read as another intent, the surest mistakes first. */
export function Confusions({ misread }: { misread: Misread[] }) {
  const words = useStrings(WORDS);
  return (
    <section class="card">
      <h2>{words.misreadTitle}</h2>
      <p class="soft">{misread.length ? words.misreadText : words.noMisread}</p>
      {misread.length > 0 && (
        <div class="table">
          <table>
            <thead>
              <tr>
                <th scope="col">{words.found(misread.length)}</th>
                <th scope="col">{words.intent}</th>
                <th scope="col">{words.takenFor}</th>
                <th scope="col">{words.sure}</th>
              </tr>
            </thead>
            <tbody>
              {misread.slice(0, SHOWN).map((one) => (
                <tr key={keyOf(one)}>
                  <td lang={one.language}>
                    <Marked written={one.written} />
                  </td>
                  <td>
                    <a href={pageOf(one.intent)}>{one.intent}</a>
                  </td>
                  <td>
                    <a href={pageOf(one.taken_for)}>{one.taken_for}</a>
                  </td>
                  <td class="is-number">{one.confidence.toFixed(2)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
