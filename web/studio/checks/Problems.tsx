import { useStrings } from "../context";
import type { Validity } from "./contract";
import { CHECKS } from "./strings";

/** What is wrong, errors first, each with its places. */
export function Problems({ found }: { found: Validity }) {
  const words = useStrings(CHECKS);
  if (found.problems.length === 0) return <p class="is-fine">✓ {words.fine}</p>;
  return (
    <>
      <p>{words.counts(found.errors, found.warnings)}</p>
      <ul class="problems">
        {found.problems.map((problem, at) => (
          <li key={at}>
            <span class={`tag ${problem.severity === "error" ? "is-bad" : "is-busy"}`}>{words[problem.severity]}</span>
            <span>
              {problem.said}{" "}
              {problem.places
                ?.filter((place) => !problem.said.includes(place))
                .map((place) => (
                  <code key={place} class="soft">
                    {place}{" "}
                  </code>
                ))}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
