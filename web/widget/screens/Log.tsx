import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { lastSeq } from "../state";
import { type Entry, offeredChoices, transcript, unsent } from "../transcript";
import { Choices } from "./Choices";
import { useChat } from "./context";
import { DownIcon } from "./icons";
import { Message, OutgoingMessage } from "./Message";
import { Orders } from "./Order";

/** Within this distance of the end, new messages are followed. */
const NEAR_END_PX = 80;

export function Log() {
  const { state, strings } = useChat();
  const { scroller, behind, toEnd, onScroll } = useFollow();
  const entries = transcript(state, strings, new Date());
  return (
    <div class="log-frame">
      <div ref={scroller} class="log" onScroll={onScroll}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
        <div role="log" aria-live="polite" aria-label={strings.log} tabIndex={0} aria-busy={state.synced === 0}>
          {entries.map((entry) => (
            <Drawn key={entry.key} entry={entry} />
          ))}
        </div>
        {/* Not in the log: a screen reader would read one's own message when typed and again when sent. */}
        <div class="unsent">
          {unsent(state).map(({ key, ...message }) => (
            <OutgoingMessage key={key} {...message} />
          ))}
        </div>
        <Choices choices={offeredChoices(state)} label={strings.choices} />
        <Typing />
      </div>
      {behind && (
        <button type="button" class="pill" onClick={toEnd}>
          <DownIcon /> {strings.newMessages}
        </button>
      )}
    </div>
  );
}

function Drawn({ entry }: { entry: Entry }) {
  switch (entry.kind) {
    case "day":
      return <p class="day">{entry.label}</p>;
    case "row":
      return <Message row={entry.row} opens={entry.opens} time={entry.time} />;
    case "orders":
      return <Orders rows={entry.rows} time={entry.time} />;
  }
}

function Typing() {
  const { state, strings } = useChat();
  const name = state.typing === "agent" ? strings.agent : strings.assistant;
  return (
    <div role="status" class="typing-place">
      {state.typing && (
        <div class="typing">
          <span class="hidden">{`${name} ${strings.typing}`}</span>
          <i />
          <i />
          <i />
        </div>
      )}
    </div>
  );
}

/** Keeps the end in sight while the reader is at the end; otherwise says that something new is further down. */
function useFollow() {
  const { state } = useChat();
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [behind, setBehind] = useState(false);
  const newest = lastSeq(state);
  const unsent = state.outbox.length;
  const before = useRef({ newest, unsent });

  const toEnd = (): void => {
    const log = scroller.current;
    log?.scrollTo({ top: log.scrollHeight });
    atEnd.current = true;
    setBehind(false);
  };
  const follow = (): void => {
    const log = scroller.current;
    if (!log) return;
    log.scrollTo({ top: Math.min(log.scrollHeight, startOfAnswer(log)) });
    setBehind(false);
  };
  useLayoutEffect(() => {
    const said = unsent > before.current.unsent;
    if (said) toEnd();
    else if (atEnd.current) follow();
    else if (newest > before.current.newest) setBehind(true);
    before.current = { newest, unsent };
  }, [newest, unsent, state.typing, state.language]);
  useEffect(() => {
    // Pictures, the keyboard and a confirmation change heights without any new message.
    const watch = new ResizeObserver(() => atEnd.current && follow());
    const log = scroller.current;
    if (log) for (const part of [log, ...log.children]) watch.observe(part);
    return () => watch.disconnect();
  }, []);
  const onScroll = (): void => {
    const log = scroller.current;
    if (!log) return;
    atEnd.current = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX;
    if (atEnd.current) setBehind(false);
  };
  return { scroller, behind, toEnd, onScroll };
}

/** A long answer is read from its first line, so following never scrolls past the question it belongs to. */
function startOfAnswer(log: HTMLElement): number {
  const question = [...log.querySelectorAll<HTMLElement>(".of-shopper")].at(-1);
  return question ? question.offsetTop - log.offsetTop - 8 : Number.POSITIVE_INFINITY;
}
