import { useStrings } from "../context";
import type { Problem, Stories } from "./contract";
import { STORIES } from "./strings";
import { addressOf } from "./words";

/** What contradicts what, folded unless something is wrong. */
export function Problems({ stories }: { stories: Stories }) {
  const words = useStrings(STORIES);
  const errors = stories.problems.filter((one) => one.severity === "error");
  if (stories.problems.length === 0) return <p class="soft">{words.allWell}</p>;
  return (
    <details class="card" open={errors.length > 0}>
      <summary>
        <strong>{words.problems}</strong>{" "}
        <span class="soft">{words.problemCount(errors.length, stories.problems.length - errors.length)}</span>
      </summary>
      <ProblemList stories={stories} problems={stories.problems} />
    </details>
  );
}

/** Each in words, with a way to every place. */
export function ProblemList({
  stories,
  problems,
  apart = false,
}: {
  stories: Stories;
  problems: Problem[];
  /** In a tab of their own: what is being written here stays. */
  apart?: boolean;
}) {
  const words = useStrings(STORIES);
  return (
    <ul class="story-problems">
      {problems.map((problem) => (
        <li key={problem.said} class={problem.severity === "error" ? "problem" : ""}>
          {words.says(problem)}{" "}
          {stories.dialogues
            .filter((one) => problem.of.some(([path, name]) => one.path === path && one.name === name))
            .map((one) => (
              <a key={one.line} class="link" href={addressOf(one)} target={apart ? "_blank" : undefined}>
                {one.name}
              </a>
            ))}
        </li>
      ))}
    </ul>
  );
}
