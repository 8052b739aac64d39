import type { Stories } from "./contract";

/** What fields of steps offer while somebody types. */
export const Names = ({ stories }: { stories: Stories }) => (
  <>
    <datalist id="story-intents">
      {Object.keys(stories.intents).map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
    <datalist id="story-actions">
      {Object.keys(stories.actions).map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
    <datalist id="story-loops">
      {stories.loops.map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  </>
);
