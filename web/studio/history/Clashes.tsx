import { useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { useStrings, useStudio } from "../context";
import type { Clash } from "../contract";
import { HISTORY } from "./strings";

const WAYS = ["ours", "theirs", "both"] as const;
type Way = (typeof WAYS)[number];

/** What the draft and the repository both changed: shown side by side, and settled by who knows. */
export function Clashes({ clashes }: { clashes: Clash[] }) {
  const { studio } = useStudio();
  const words = useStrings(HISTORY);
  const [chosen, setChosen] = useState<Way[]>([]);
  const isSettled = clashes.every((_, at) => chosen[at]);

  const settle = (): Promise<boolean> =>
    studio.edit(async () => {
      const choices: Record<string, string[]> = {};
      clashes.forEach((clash, at) => {
        choices[clash.path] = [...(choices[clash.path] ?? []), chosen[at] ?? ""];
      });
      await call("POST", "/api/studio/sync", { choices });
      return { version: null };
    });

  return (
    <section class="card">
      <h2>{words.clashTitle}</h2>
      <p class="soft">{words.clashText}</p>
      {clashes.map((clash, at) => (
        <fieldset key={clash.place}>
          <legend>
            <code>{clash.place}</code>
          </legend>
          {clash.base && (
            <>
              <p class="soft">{words.before}</p>
              <pre class="diff">{clash.base}</pre>
            </>
          )}
          <div class="choices">
            {WAYS.map((way) => (
              <label key={way} class="choice">
                <input
                  type="radio"
                  name={`clash-${at}`}
                  checked={chosen[at] === way}
                  onChange={() => setChosen(clashes.map((_, one) => (one === at ? way : chosen[one])) as Way[])}
                />
                <span>
                  {words[way]}
                  {way !== "both" && (
                    <pre class="diff">{clash[way] || (clash.removed === way ? words.removed : "")}</pre>
                  )}
                </span>
              </label>
            ))}
          </div>
        </fieldset>
      ))}
      <button type="button" class="button is-strong" disabled={!isSettled} onClick={() => void settle()}>
        {words.settle}
      </button>
    </section>
  );
}
