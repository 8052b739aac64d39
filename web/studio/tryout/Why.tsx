import { useStrings } from "../context";
import type { Action, Answer, Near, Passage, Ranked } from "./contract";
import { TRY } from "./strings";

export const percent = (share: number): string => `${(100 * share).toFixed(share > 0.995 || share < 0.1 ? 1 : 0)}%`;

/** Why the bot answers so: the intent against the threshold, the rule, and the examples that lie near. */
export function Why({ answer }: { answer: Answer }) {
  const words = useStrings(TRY);
  const [best] = answer.ranking;
  const isSure = !best || answer.threshold === null || best.confidence >= answer.threshold;
  return (
    <div class="try-why">
      <p>
        {answer.intent && <IntentLink name={answer.intent} />}{" "}
        {best && answer.threshold !== null && (
          <span class={isSure ? "soft" : "problem"}>
            {isSure
              ? words.sure(percent(best.confidence), percent(answer.threshold))
              : words.notSure(best.intent, percent(best.confidence), percent(answer.threshold))}
          </span>
        )}
      </p>
      {answer.entities.length > 0 && (
        <p class="tags">
          {answer.entities.map((found, at) => (
            <span key={at} class="tag is-task">
              {found.entity}: {found.value}
            </span>
          ))}
        </p>
      )}
      {answer.no_entities && <p class="soft">{answer.no_entities}</p>}
      <Actions actions={answer.actions} />
      <details>
        <summary>{words.why}</summary>
        <Ranking ranking={answer.ranking} threshold={answer.threshold} />
        <Nearest near={answer.near} />
        <Passages answer={answer} />
        {answer.release && <p class="soft">{words.release(answer.release)}</p>}
      </details>
    </div>
  );
}

const IntentLink = ({ name }: { name: string }) => (
  <a class="link" href={`/studio/language/${encodeURIComponent(name)}`}>
    <strong>{name}</strong>
  </a>
);

function Actions({ actions }: { actions: Action[] }) {
  const words = useStrings(TRY);
  return (
    <ul class="try-actions" aria-label={words.follows}>
      {actions.map((action, at) => (
        <li key={at}>
          <code>{action.name}</code> {action.rules.length === 0 && <span class="soft">{words.noRule}</span>}
          {action.rules.slice(0, 2).map((rule) => (
            <span key={rule.place} class="soft">
              {words.rule(rule.name)}{" "}
              <a class="link" href="/studio/stories">
                {rule.place}
              </a>{" "}
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}

function Ranking({ ranking, threshold }: { ranking: Ranked[]; threshold: number | null }) {
  const words = useStrings(TRY);
  return (
    <>
      <h3>{words.ranking}</h3>
      <ol class="try-ranking">
        {ranking.map((ranked) => (
          <li key={ranked.intent}>
            <span>{ranked.intent}</span>
            <span class="bar" aria-hidden="true">
              <span style={{ width: percent(ranked.confidence) }} />
              {threshold !== null && <i style={{ left: percent(threshold) }} />}
            </span>
            <span class="is-number">{percent(ranked.confidence)}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

function Nearest({ near }: { near: Near[] }) {
  const words = useStrings(TRY);
  return (
    <>
      <h3>{words.near}</h3>
      <ul class="try-near">
        {near.map((example) => (
          <li key={example.place}>
            <span dir="auto" lang={example.language}>
              {example.text}
            </span>
            <span class="soft">
              <IntentLink name={example.intent} /> {example.score.toFixed(2)} · {example.place}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Passages({ answer }: { answer: Answer }) {
  const words = useStrings(TRY);
  if (answer.no_passages) return <p class="problem">{words.unreachable}</p>;
  if (answer.passages.length === 0) return null;
  return (
    <>
      <h3>{words.passages}</h3>
      {answer.passage_threshold !== null && <p class="soft">{words.over(percent(answer.passage_threshold))}</p>}
      <ul class="try-near">
        {answer.passages.map((passage) => (
          <li key={passage.id}>
            <span dir="auto">{passage.title ?? passage.id}</span>
            <span class="soft">
              <a class="link" href={`/studio/answers/faq/${encodeURIComponent(passage.id)}`}>
                {passage.id}
              </a>{" "}
              {passage.score.toFixed(2)} {note(passage, words)}
            </span>
          </li>
        ))}
      </ul>
      {answer.faq_differs && answer.faq_differs.length > 0 && (
        <p class="soft">{words.faqDiffers(answer.faq_differs.join(", "))}</p>
      )}
    </>
  );
}

function note(passage: Passage, words: (typeof TRY)["en"]): string {
  if (passage.is_gone) return words.gone;
  return passage.differs ? words.differs : "";
}
