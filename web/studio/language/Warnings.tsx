import { useStrings } from "../context";
import { Marked } from "../parts/Marked";
import { pageOf, type Told } from "./contract";
import { WORDS } from "./strings";

/** What speaks against a line, or is nearly the same; said aloud when it changes. */
export function Warnings({ told, intent }: { told: Told | null; intent: string }) {
  const words = useStrings(WORDS);
  return (
    <div class="lang-warnings" aria-live="polite">
      {told?.problem && <p class="problem">{told.problem}</p>}
      {told?.near.map((near) => (
        <p key={near.place} class={near.is_same ? "problem" : "soft"}>
          {near.is_same
            ? near.intent === intent
              ? words.sameHere
              : words.sameIn(near.intent)
            : words.like(Math.floor(near.likeness * 100), near.intent)}{" "}
          <a href={pageOf(near.intent)}>
            <Marked written={near.written} />
          </a>
        </p>
      ))}
    </div>
  );
}
