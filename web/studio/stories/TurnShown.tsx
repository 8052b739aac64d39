import { useStrings, useStudio } from "../context";
import { isRedone, isReunderstood, type Turn } from "./chat";
import type { Stories } from "./contract";
import { STORIES } from "./strings";
import { addressOf, dialogueAt, wordsOf } from "./words";

interface Props {
  stories: Stories;
  turn: Turn;
  number: number;
  mean(intent: string): void;
  act(actions: string[]): void;
}

/** What was typed, what it was understood as, and what the bot does; both can be corrected. */
export function TurnShown({ stories, turn, number, mean, act }: Props) {
  const { language } = useStudio();
  const words = useStrings(STORIES);
  const percent = (share: number): string => share.toLocaleString(language, { style: "percent" });
  const isUnsure = turn.heard.confidence < turn.heard.threshold;
  const ranked = turn.heard.ranking.map(([intent]) => intent);
  const others = Object.keys(stories.intents).filter((intent) => !ranked.includes(intent));
  return (
    <>
      <li class="talk-shopper">
        <span class="hidden">{words.shopper}: </span>
        <p class="talk-words">{turn.text}</p>
        <label class="talk-pick">
          <span class="soft">{words.understood}</span>
          <select value={turn.intent} onChange={(event) => mean(event.currentTarget.value)}>
            {turn.heard.ranking.map(([intent, share]) => (
              <option key={intent} value={intent}>{`${intent} · ${percent(share)}`}</option>
            ))}
            <optgroup label={words.otherIntents}>
              {others.map((intent) => (
                <option key={intent} value={intent}>
                  {intent}
                </option>
              ))}
            </optgroup>
          </select>
          {isReunderstood(turn) && <span class="tag is-busy">{words.corrected}</span>}
        </label>
        {isUnsure && !isReunderstood(turn) && (
          <span class="soft">{words.belowThreshold(percent(turn.heard.threshold))}</span>
        )}
      </li>
      {turn.actions.map((action, at) => (
        <li key={at} class="talk-bot">
          <span class="hidden">{words.bot}: </span>
          <p class={`talk-words ${wordsOf(stories, action, language) ? "" : "soft"}`}>
            {wordsOf(stories, action, language) || words.byCode}
          </p>
          <span class="talk-pick">
            <label>
              <span class="soft">{words.does}</span>{" "}
              <input
                list="story-actions"
                value={action}
                aria-label={`${words.does} ${number}.${at + 1}`}
                onChange={(event) =>
                  act(turn.actions.map((one, place) => (place === at ? event.currentTarget.value.trim() : one)))
                }
              />
            </label>
            {turn.actions.length > 1 && (
              <button
                type="button"
                class="plain"
                aria-label={`${words.lessAction}: ${action}`}
                onClick={() => act(turn.actions.filter((_, place) => place !== at))}
              >
                ✕
              </button>
            )}
          </span>
          {turn.predicted[at]?.action === action ? (
            <Why stories={stories} rules={turn.predicted[at]?.rules ?? []} />
          ) : (
            <span class="tag is-busy">{words.corrected}</span>
          )}
        </li>
      ))}
      <li class="talk-bot">
        <button type="button" class="link" onClick={() => act([...turn.actions, ""])}>
          {words.another}
        </button>
        {isRedone(turn) && turn.actions.length < turn.predicted.length && (
          <span class="tag is-busy">{words.corrected}</span>
        )}
      </li>
    </>
  );
}

function Why({ stories, rules }: { stories: Stories; rules: [place: string, name: string][] }) {
  const words = useStrings(STORIES);
  if (rules.length === 0) return <span class="soft">{words.noRule}</span>;
  return (
    <span class="soft">
      {words.because}{" "}
      {rules.map(([place, name]) => {
        const at = dialogueAt(stories, place);
        return (
          <a
            key={place}
            class="link"
            href={at ? addressOf(at) : "/studio/stories"}
            target="_blank"
            title={place}
            rel="noopener"
          >
            {name}
          </a>
        );
      })}
    </span>
  );
}
