import { useEffect, useRef } from "preact/hooks";
import { money } from "../../shared/format";
import { useDesk, useNow } from "../context";
import type { Item } from "../contract";
import { conversationPath, go } from "../route";
import { countOf, isLive, listed } from "../state";
import { duration, type Strings } from "../strings";
import { Views } from "./Rail";

const SEARCH_AFTER_MS = 250;

export function List() {
  const { desk, state, strings } = useDesk();
  const now = useNow();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (!isLive(state.view) || !state.loaded[state.view]) void desk.list();
  }, [desk]);
  const items = listed(state);
  const isWhole = state.found ? items.length % 50 !== 0 : items.length >= countOf(state, state.view);
  return (
    <section class="lists" aria-label={strings.pages.queue}>
      <Views />
      <input
        class="search"
        type="search"
        aria-label={strings.search}
        placeholder={strings.search}
        onInput={(event) => {
          const asked = event.currentTarget.value.trim();
          clearTimeout(timer.current);
          timer.current = setTimeout(() => void desk.search(asked), SEARCH_AFTER_MS);
        }}
      />
      <div class="items">
        <ul>
          {items.map((item) => (
            <li key={item.conversation_id}>
              <Line item={item} now={now} />
            </li>
          ))}
        </ul>
        {items.length === 0 && <p class="empty">{strings.empty[state.asked ? "search" : state.view]}</p>}
        {state.me?.presence === "away" && state.view === "mine" && (
          <p class="away">
            {strings.awayHint}
            <button type="button" class="button" onClick={() => void desk.setPresence("available")}>
              {strings.beAvailable}
            </button>
          </p>
        )}
      </div>
      {!isWhole && !state.asked && (
        <button type="button" class="button more" onClick={() => void desk.list(items.length)}>
          {strings.more}
        </button>
      )}
    </section>
  );
}

function Line({ item, now }: { item: Item; now: number }) {
  const { state, strings, language } = useDesk();
  const path = conversationPath(item.conversation_id);
  const isOpen = state.opened?.id === item.conversation_id;
  const words = item.last?.author === "shopper" || !item.asked ? (item.last?.text ?? "") : item.asked;
  return (
    <a
      class={`item${item.priority ? ` is-priority-${item.priority}` : ""}${item.unread ? " is-unread" : ""}`}
      href={path}
      aria-current={isOpen ? "true" : undefined}
      onClick={(event) => {
        event.preventDefault();
        go(path);
      }}
    >
      <span class="item-head">
        <strong>{item.customer_name ?? strings.anonymous}</strong>
        <Waited item={item} now={now} strings={strings} />
      </span>
      <span class="item-words" dir="auto">
        {words}
      </span>
      <span class="tags">
        {item.priority !== null && item.priority <= 2 && (
          <span class={`tag is-priority-${item.priority}`}>{strings.priority[item.priority]}</span>
        )}
        {item.reason && <span class="tag">{strings.reasons[item.reason] ?? item.reason}</span>}
        <Mood value={item.mood} />
        {item.language !== language && <span class="tag">{strings.languages[item.language] ?? item.language}</span>}
        {item.value_cents ? <span class="tag">{money(item.value_cents, "EUR", language)}</span> : null}
        {state.view !== "mine" && item.holder_name && <span class="tag is-holder">{item.holder_name}</span>}
        {state.outgoing[item.conversation_id]?.some((one) => one.status === "failed") && (
          <span class="tag is-bad">{strings.unsent}</span>
        )}
        {item.unread > 0 && (
          <span class="count unread">
            <span aria-hidden="true">{item.unread}</span>
            <span class="hidden">{strings.unread(item.unread)}</span>
          </span>
        )}
      </span>
    </a>
  );
}

function Waited({ item, now, strings }: { item: Item; now: number; strings: Strings }) {
  if (item.holder === "queue" && item.waiting_since)
    return <span class="wait">{strings.waits(duration(now - Date.parse(item.waiting_since), strings))}</span>;
  if (item.answer_by) {
    const left = Date.parse(item.answer_by) - now;
    if (left <= 0) return <span class="wait is-late">{strings.overdue}</span>;
    return <span class="wait">{strings.answerIn(duration(left, strings))}</span>;
  }
  const at = item.last?.created ?? item.created;
  return <span class="wait">{duration(now - Date.parse(at), strings)}</span>;
}

/** In words as well as in colour. */
export function Mood({ value }: { value: number | null }) {
  const { strings } = useDesk();
  if (value === null) return null;
  const mood = moodOf(value);
  return <span class={`tag mood is-${mood}`}>{strings.mood[mood]}</span>;
}

export function moodOf(value: number): "bad" | "low" | "neutral" | "good" {
  if (value < -0.5) return "bad";
  if (value < -0.15) return "low";
  return value > 0.4 ? "good" : "neutral";
}
