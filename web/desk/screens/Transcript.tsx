import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { localeOf } from "../../shared/format";
import { drawHtml } from "../../shared/html";
import { useDesk } from "../context";
import type { StaffRow } from "../contract";
import { holds, type Opened, type Outgoing } from "../state";
import { errorText } from "../strings";
import { Photo } from "./Photo";
import { Understood } from "./Understood";

/** How near the end one must be for new messages to be followed. */
const NEAR_PX = 120;

export function Transcript({ opened }: { opened: Opened }) {
  const { desk, state, strings, language } = useDesk();
  const box = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const last = opened.rows.at(-1);
  const first = opened.rows[0]?.seq;
  const outgoing = state.outgoing[opened.id] ?? [];
  const height = useRef(0);

  useLayoutEffect(() => {
    const element = box.current;
    if (element && follows.current) element.scrollTop = element.scrollHeight;
  }, [last?.seq, outgoing.length, opened.typing, opened.view !== null]);

  // earlier rows come above what is being read, which stays where it is
  useLayoutEffect(() => {
    const element = box.current;
    if (element && !follows.current) element.scrollTop += element.scrollHeight - height.current;
  }, [first]);

  useEffect(() => {
    const seen = (): void => {
      if (last && holds(state) && document.visibilityState === "visible" && follows.current) desk.read(last.seq);
    };
    seen();
    document.addEventListener("visibilitychange", seen);
    return () => document.removeEventListener("visibilitychange", seen);
  }, [desk, last?.seq, opened.holder, opened.view !== null]);

  const scrolled = (): void => {
    const element = box.current;
    if (!element) return;
    follows.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    height.current = element.scrollHeight;
    if (element.scrollTop < NEAR_PX && !follows.current) void desk.earlier();
  };

  const readUpTo = [...opened.rows]
    .reverse()
    .find((row) => row.author === "agent" && row.audience === "all" && row.seq <= opened.marks.shopper);
  return (
    <div class="transcript" id="transcript" ref={box} onScroll={scrolled}>
      {opened.more && (
        <button type="button" class="button more" onClick={() => void desk.earlier()}>
          {strings.earlier}
        </button>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <div class="log" role="log" aria-live="polite" aria-label={strings.transcript} tabIndex={0}>
        {opened.rows.map((row, at) => {
          const before = opened.rows[at - 1];
          const day = dayOf(row, language);
          return (
            <div key={row.seq}>
              {(!before || dayOf(before, language) !== day) && <p class="day">{day}</p>}
              <Row row={row} opened={opened} before={before} />
              {row === readUpTo && <p class="read-mark">{strings.readByShopper}</p>}
            </div>
          );
        })}
        {outgoing.map((one) => (
          <div key={one.clientId}>
            <Sending id={opened.id} outgoing={one} />
          </div>
        ))}
      </div>
      {opened.typing && (
        <p class="typing">
          {strings.typing(opened.typing.name ?? nameOf(opened.typing.author, strings))}
          <span class="dots" aria-hidden="true" />
        </p>
      )}
    </div>
  );
}

function Row({ row, opened, before }: { row: StaffRow; opened: Opened; before: StaffRow | undefined }) {
  const { strings, language } = useDesk();
  const time = new Date(row.created).toLocaleTimeString(localeOf(language), { hour: "2-digit", minute: "2-digit" });
  // only takes an offer away: nobody said anything
  if (row.kind === "choices" && !row.body.text && row.body.choices.length === 0) return null;
  if (row.kind === "notice")
    return (
      <p class={`notice${row.audience === "staff" ? " is-staff" : ""}`}>
        {noticeText(row, strings.reasons)} <time dateTime={row.created}>{time}</time>
      </p>
    );
  const name =
    ("name" in row.body && typeof row.body.name === "string" && row.body.name) || nameOf(row.author, strings);
  const isNote = row.kind === "note";
  const opens = !before || before.author !== row.author || before.kind === "notice" || before.kind === "note" || isNote;
  return (
    <article
      class={`row of-${row.author}${isNote ? " is-note" : ""}${row.audience === "staff" && !isNote ? " is-hidden-answer" : ""}`}
    >
      {opens && (
        <p class="row-who">
          <strong>{name}</strong> <time dateTime={row.created}>{time}</time>
          {isNote && <span class="tag is-note">{strings.noteLabel}</span>}
          {row.audience === "staff" && !isNote && <span class="tag is-note">{strings.hiddenAnswer}</span>}
        </p>
      )}
      <Body row={row} id={opened.id} />
      {row.turn && row.turn.first_seq > 0 && <Understood id={opened.id} turn={row.turn} />}
    </article>
  );
}

function Body({ row, id }: { row: StaffRow; id: string }) {
  const { strings } = useDesk();
  switch (row.kind) {
    case "image":
      return <Photo id={id} url={row.body.url} alt={row.body.alt} />;
    case "order":
      return <p class="bubble">{strings.order(row.body.number, row.body.status_text)}</p>;
    case "products":
      return (
        <div class="bubble">
          {row.body.text && <p>{row.body.text}</p>}
          <p class="soft">{strings.products(row.body.products.length)}</p>
          <ul class="names">
            {row.body.products.map((product) => (
              <li key={product.id}>{product.name}</li>
            ))}
          </ul>
        </div>
      );
    case "choices":
      return (
        <div class="bubble">
          <Text html={row.body.html} text={row.body.text ?? ""} />
          <ul class="offers">
            {row.body.choices.map((choice) => (
              <li key={choice.payload}>{choice.title}</li>
            ))}
          </ul>
        </div>
      );
    case "text":
      // html only from the bot and from agents; what a shopper typed is text, whatever it looks like
      return (
        <div class="bubble" dir="auto">
          <Text html={row.author === "shopper" ? undefined : row.body.html} text={row.body.text ?? ""} />
          {row.body.payload && <span class="soft clicked">{strings.clicked}</span>}
        </div>
      );
    case "note":
      return (
        <p class="bubble" dir="auto">
          {row.body.text}
        </p>
      );
    default:
      return null;
  }
}

const Text = ({ html, text }: { html: string | undefined; text: string }) =>
  html ? <div class="rich">{drawHtml(html)}</div> : <p>{text}</p>;

function Sending({ id, outgoing }: { id: string; outgoing: Outgoing }) {
  const { desk, strings } = useDesk();
  return (
    <article class={`row of-agent is-sending${outgoing.isNote ? " is-note" : ""}`}>
      <p class="bubble" dir="auto">
        {outgoing.text}
      </p>
      {outgoing.status === "sending" ? (
        <p class="soft">{strings.sending}</p>
      ) : (
        <p class="problem" role="alert">
          {`${strings.notSent} ${errorText(strings, outgoing.error ?? "")} `}
          <button
            type="button"
            class="link"
            onClick={() => void desk.send(id, outgoing.text, outgoing.isNote, outgoing.clientId)}
          >
            {strings.retry}
          </button>{" "}
          <button type="button" class="link" onClick={() => desk.discard(id, outgoing.clientId)}>
            {strings.discard}
          </button>
        </p>
      )}
    </article>
  );
}

const nameOf = (author: string, strings: { shopper: string; bot: string; agent: string; system: string }): string =>
  strings[author as "shopper"] ?? author;

const dayOf = (row: StaffRow, language: "en" | "zh"): string =>
  new Date(row.created).toLocaleDateString(localeOf(language), { weekday: "long", day: "numeric", month: "long" });

function noticeText(row: Extract<StaffRow, { kind: "notice" }>, reasons: Record<string, string>): string {
  return row.body.code === "queue_reason" ? (reasons[row.body.text] ?? row.body.text) : row.body.text;
}
