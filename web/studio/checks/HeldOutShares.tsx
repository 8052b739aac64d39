import { useStrings, useStudio } from "../context";
import type { HeldOut, Share } from "./contract";
import { CHECKS } from "./strings";

const percent = (share: number) => `${(100 * share).toFixed(1)}%`;

/** The test set with the draft and with what is published, by language, and the intents that differ. */
export function HeldOutShares({ found }: { found: HeldOut }) {
  const { strings } = useStudio();
  const words = useStrings(CHECKS);
  return (
    <>
      <Shares head={words.language} shares={found.languages} name={(name) => strings.languages[name] ?? name} />
      <p>{words.betterWorse(found.better, found.worse)}</p>
      {found.intents.length > 0 ? (
        <Shares head={words.intent} shares={found.intents} name={(name) => name} />
      ) : (
        <p class="soft">{words.sameIntents}</p>
      )}
      <p class="soft">{words.heldOutWhy}</p>
    </>
  );
}

function Shares({ head, shares, name }: { head: string; shares: Share[]; name(of: string): string }) {
  const words = useStrings(CHECKS);
  return (
    <div class="table shares">
      <table>
        <thead>
          <tr>
            <th>{head}</th>
            <th>{words.messagesHead}</th>
            <th>{words.published}</th>
            <th>{words.draft}</th>
            <th>{words.difference}</th>
          </tr>
        </thead>
        <tbody>
          {shares.map((share) => (
            <tr key={share.name}>
              <th>{name(share.name)}</th>
              <td class="is-number">{share.count}</td>
              <td class="is-number">{percent(share.published)}</td>
              <td class="is-number">{percent(share.draft)}</td>
              <td class={`is-number ${tone(share)}`}>{signed(share.draft - share.published)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const tone = ({ draft, published }: Share) => (draft === published ? "" : draft > published ? "is-better" : "is-worse");

function signed(difference: number): string {
  const points = 100 * difference;
  return points === 0 ? "±0" : `${points > 0 ? "+" : "−"}${Math.abs(points).toFixed(1)}`;
}
