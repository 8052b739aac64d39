import type { Ref } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useStrings, useStudio } from "../context";
import type { Choices, Group } from "./contract";
import { Examples } from "./Examples";
import { IntentPicker } from "./IntentPicker";
import { Messages } from "./Messages";
import { INBOX } from "./strings";
import type { Choosing } from "./useChoosing";

const RAIL_PX = 48;

interface Props {
  group: Group;
  choices: Choices | null;
  choosing: Choosing;
  problem: string | undefined;
  search: Ref<HTMLInputElement>;
  example: Ref<HTMLDivElement>;
  showAll(): void;
  askForNew(): void;
}

/** One group, and all that can be decided about it. */
export function GroupCard({ group, choices, choosing, problem, search, example, showAll, askForNew }: Props) {
  const { strings } = useStudio();
  const words = useStrings(INBOX);
  const guess = group.items[0]?.intent;
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    // who has scrolled to the end of one reads the next from its beginning
    if (card.current && card.current.getBoundingClientRect().top < RAIL_PX) card.current.scrollIntoView();
  }, [group.id]);
  return (
    <article class="card group" ref={card} aria-label={group.items[0]?.text}>
      <header class="page-head">
        <h2>{words.messages(group.size)}</h2>
        <span class="tag">{strings.languages[group.language] ?? group.language}</span>
      </header>
      <Messages group={group} out={choosing.out} take={choosing.take} showAll={showAll} />
      {group.before && <p class="told">{words.alreadyDecided(group.before.by, group.before.intent)}</p>}
      {problem && <p class="problem">{`${words.notSaved}: ${problem}`}</p>}
      <section class="meanings">
        <h3>{words.means}</h3>
        <ol class="suggestions">
          {group.suggestions.map(({ intent, share }, at) => (
            <li key={intent}>
              <button
                type="button"
                class={`button suggestion ${intent === guess ? "is-strong" : ""}`}
                onClick={() => choosing.decide(intent)}
              >
                <kbd>{at + 1}</kbd> {intent} <small>{Math.round(100 * share)} %</small>
                {intent === guess && <kbd>Enter</kbd>}
              </button>
            </li>
          ))}
        </ol>
        <div class="row-form">
          <IntentPicker
            key={group.id}
            names={choices?.intents.map((one) => one.name) ?? []}
            field={search}
            choose={choosing.decide}
          />
          <button type="button" class="button" onClick={askForNew}>
            {words.newIntent} <kbd>n</kbd>
          </button>
          <button type="button" class="button" onClick={() => choosing.decide(null)}>
            {words.discard} <kbd>d</kbd>
          </button>
        </div>
      </section>
      <Examples
        lines={choosing.lines}
        isOn={choosing.adds}
        entities={choices?.entities ?? []}
        first={example}
        language={group.language}
        turn={choosing.turn}
        change={choosing.change}
      />
    </article>
  );
}
