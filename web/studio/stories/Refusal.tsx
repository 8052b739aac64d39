import { useStrings } from "../context";
import type { Stories } from "./contract";
import { ProblemList } from "./Problems";
import type { Saving } from "./saving";
import { STORIES } from "./strings";

/** Why it was not saved, and the way to save it nevertheless where only tests would fail. */
export function Refusal({ stories, saving, again }: { stories: Stories; saving: Saving; again(): void }) {
  const words = useStrings(STORIES);
  if (saving.problems.length === 0) return null;
  return (
    <div role="alert" class="story-refusal">
      <p>
        <strong>{words.wouldBe}</strong>
      </p>
      <ProblemList stories={stories} problems={saving.problems} apart />
      {saving.mayPass && (
        <button type="button" class="button" onClick={again}>
          {words.anyway}
        </button>
      )}
    </div>
  );
}
