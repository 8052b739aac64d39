import { useStrings } from "../context";
import type { Stories } from "./contract";
import { ProblemList } from "./Problems";
import type { Saving } from "./saving";
import { STORIES } from "./strings";

interface Props {
  stories: Stories;
  saving: Saving;
  again(): void;
  /** Saves it in place of the rules that say otherwise. */
  instead?: () => void;
}

/** Why it was not saved, and the ways to save it nevertheless. */
export function Refusal({ stories, saving, again, instead }: Props) {
  const words = useStrings(STORIES);
  if (saving.problems.length === 0) return null;
  return (
    <div role="alert" class="story-refusal">
      <p>
        <strong>{words.wouldBe}</strong>
      </p>
      <ProblemList stories={stories} problems={saving.problems} apart />
      {instead && saving.problems.some((one) => one.kind === "rules_contradict") && (
        <button type="button" class="button" onClick={instead}>
          {words.instead}
        </button>
      )}
      {saving.mayPass && (
        <button type="button" class="button" onClick={again}>
          {words.anyway}
        </button>
      )}
    </div>
  );
}
