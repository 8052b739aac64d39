import { Facts } from "../../shared/staff/Facts";
import { useStrings, useStudio } from "../context";
import type { Figures as Given } from "./contract";
import { RELEASES } from "./strings";

const percent = (share: number, language: string): string =>
  share.toLocaleString(language, { style: "percent", minimumFractionDigits: 1 });

/** What a release came to on the test set, and what it cost. */
export function Figures({ figures }: { figures: Given }) {
  const { strings, language } = useStudio();
  const words = useStrings(RELEASES);
  const languages = Object.entries(figures.languages ?? {});
  const confusions = languages.flatMap(([, score]) => score.confusions);
  if (languages.length === 0) return null;
  return (
    <>
      <Facts
        facts={[
          ...languages.map(
            ([name, score]) =>
              [
                words.accuracy(strings.languages[name] ?? name),
                score.accuracy !== null && `${percent(score.accuracy, language)} ${words.ofMessages(score.messages)}`,
              ] as const,
          ),
          [words.training, figures.reused ? words.reused : words.trained(figures.seconds ?? 0)],
        ]}
      />
      {confusions.length > 0 && (
        <details>
          <summary>{words.confusions}</summary>
          <ul class="acts">
            {confusions.map(([meant, understood, times]) => (
              <li key={`${meant} ${understood} ${times}`}>{words.confusion(meant, understood, times)}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
