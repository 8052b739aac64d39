import { useStrings, useStudio } from "../context";
import type { Dialogue, Step, Stories } from "./contract";
import { pairsTyped } from "./steps";
import { STORIES } from "./strings";
import { exampleOf, wordsOf } from "./words";

/** Who says what, from top to bottom. */
export function Conversation({ stories, dialogue }: { stories: Stories; dialogue: Dialogue }) {
  const words = useStrings(STORIES);
  return (
    <ol class="talk">
      {dialogue.at_start && <li class="talk-note">{words.onlyAtStart}</li>}
      {dialogue.conditions.map((step, at) => (
        <li key={at} class="talk-note">
          {words.ifSo}: <Note step={step} />
        </li>
      ))}
      {dialogue.steps.map((step, at) => (
        <Said key={at} stories={stories} step={step} />
      ))}
      {dialogue.kind === "rule" && <li class="talk-note">{dialogue.waits ? words.waits : words.open}</li>}
    </ol>
  );
}

function Said({ stories, step }: { stories: Stories; step: Step }) {
  const { language } = useStudio();
  const words = useStrings(STORIES);
  if (step.kind === "intent") return <Shopper stories={stories} steps={[step]} />;
  if (step.kind === "or" && step.options.every((option) => option.kind === "intent"))
    return <Shopper stories={stories} steps={step.options} />;
  if (step.kind !== "action")
    return (
      <li class="talk-note">
        <Note step={step} />
      </li>
    );
  const text = step.text || wordsOf(stories, step.name, language);
  return (
    <li class="talk-bot">
      <span class="hidden">{words.bot}: </span>
      {text ? <p class="talk-words">{text}</p> : <p class="talk-words soft">{words.byCode}</p>}
      <span class="tag">{step.name}</span>
    </li>
  );
}

function Shopper({ stories, steps }: { stories: Stories; steps: Step[] }) {
  const { language } = useStudio();
  const words = useStrings(STORIES);
  return (
    <li class={`talk-shopper ${steps.length > 1 ? "is-choice" : ""}`}>
      <span class="hidden">{words.shopper}: </span>
      {steps.length > 1 && <span class="soft">{words.oneOf(steps.length)}</span>}
      {steps.map((step) => {
        const text = step.text || exampleOf(stories, step.name, language);
        return (
          <div key={step.name} class="talk-line">
            {text ? <p class="talk-words">{text}</p> : <p class="talk-words soft">{words.noExample}</p>}
            <span class="tags">
              <span class="tag">{step.name || step.text}</span>
              {step.entities.map((pairs, at) => (
                <span key={at} class="tag is-task">
                  {pairs.map((pair) => (pair[1] == null ? pair[0] : `${pair[0]} = ${String(pair[1])}`)).join(", ")}
                </span>
              ))}
            </span>
          </div>
        );
      })}
    </li>
  );
}

function Note({ step }: { step: Step }) {
  const words = useStrings(STORIES);
  if (step.kind === "loop") return <>{step.name ? words.loopRuns(step.name) : words.loopEnds}</>;
  if (step.kind === "checkpoint") return <>{words.checkpoint(step.name)}</>;
  if (step.kind === "or") return <>{step.options.map((one) => one.name || pairsTyped(one.slots)).join(" / ")}</>;
  if (step.kind === "slots") return <>{`${words.slotsSet} ${pairsTyped(step.slots)}`}</>;
  return <code>{step.text}</code>;
}
