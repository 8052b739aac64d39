import { useEffect, useRef } from "preact/hooks";
import { useStrings } from "../context";
import { REASONS } from "./contract";
import type { State } from "./state";
import { INBOX } from "./strings";

interface Props {
  state: State;
  go(to: number): void;
}

/** What is to be decided, a line each. */
export function GroupList({ state, go }: Props) {
  const words = useStrings(INBOX);
  const current = useRef<HTMLButtonElement>(null);
  const shown = state.groups[state.at]?.id;
  useEffect(() => current.current?.scrollIntoView({ block: "nearest" }), [shown]);
  return (
    <nav class="group-list" aria-label={words.list}>
      <ol>
        {state.groups.map((group, at) => (
          <li key={group.id}>
            <button
              type="button"
              class="group-line"
              ref={at === state.at ? current : null}
              aria-current={at === state.at ? "true" : undefined}
              onClick={() => go(at)}
            >
              <span class="group-text" dir="auto">
                {group.items[0]?.text}
              </span>
              <span class="tags">
                {state.problems[group.id] && <span class="tag is-bad">{words.notSaved}</span>}
                {group.size > 1 && <span class="count">{group.size}</span>}
                {REASONS.filter((reason) => group.reasons[reason]).map((reason) => (
                  <span key={reason} class={`tag ${reason === "marked" ? "is-bad" : ""}`}>
                    {words.reasons[reason]}
                  </span>
                ))}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
