import type { ComponentChildren } from "preact";
import type { NoticeRow, Row, TextBody } from "../../shared/contract";
import { drawHtml } from "../../shared/html";
import { type Outgoing, readRow } from "../state";
import { errorText, type Strings } from "../strings";
import { type TaskRow, waitingTask } from "../transcript";
import { useChat } from "./context";
import { Picture } from "./Picture";
import { Products } from "./Products";
import { Rate } from "./Rate";
import { TaskChip } from "./Task";

/** A file that was refused for what it is stays so. */
const FINAL = new Set(["photo_too_large", "not_a_photo", "photo_broken"]);

interface Props {
  row: Row;
  opens: boolean;
  time: string | null;
}

export function Message({ row, opens, time }: Props) {
  const { state, strings } = useChat();
  if (row.kind === "notice") return <Notice row={row} />;
  const isRead = readRow(state) === row.seq;
  return (
    <div class={`message of-${row.author}${opens ? " opens" : ""}`}>
      <span class={opens && row.author === "agent" ? "who" : "hidden"}>{`${nameOf(row, strings)} `}</span>
      <Content row={row} />
      {(time || isRead) && (
        <p class="time">
          {time && <time dateTime={row.created}>{time}</time>}
          {isRead && ` ${strings.read}`}
        </p>
      )}
    </div>
  );
}

function Notice({ row }: { row: NoticeRow }) {
  const { strings } = useChat();
  if (row.body.code === "rate") return <Rate row={row} />;
  return (
    <p class="notice" dir="auto">
      {row.body.code === "erased" ? strings.erased : row.body.text}
    </p>
  );
}

function Content({ row }: { row: Row }) {
  const { strings } = useChat();
  switch (row.kind) {
    case "choices":
      return <Offer row={row} />;
    case "text":
      return <Bubble body={row.body} trusted={row.author === "bot" || row.author === "agent"} />;
    case "products":
      return (
        <>
          {(row.body.text || row.body.html) && <Bubble body={row.body} trusted={row.author !== "shopper"} />}
          <Products products={row.body.products} />
        </>
      );
    case "image":
      return <Picture url={row.body.url} alt={row.body.alt} />;
    default:
      return <Words>{strings.unknownRow}</Words>;
  }
}

/** Suggested answers stand at the end of the log; only the offer to go on with a task stands with its message. */
function Offer({ row }: { row: TaskRow }) {
  const { state } = useChat();
  const { text, html, task } = row.body;
  return (
    <>
      {(text || html) && <Bubble body={row.body} trusted={row.author === "bot" || row.author === "agent"} />}
      {task && waitingTask(state)?.seq === row.seq && <TaskChip row={row} />}
    </>
  );
}

/** Html only from the bot and from agents; what a shopper typed is text, whatever it looks like. */
function Bubble({ body, trusted }: { body: TextBody; trusted: boolean }) {
  const { server } = useChat();
  if (trusted && body.html)
    return (
      <div class="bubble rich" dir="auto">
        {drawHtml(body.html, server)}
      </div>
    );
  return <Words>{body.text ?? ""}</Words>;
}

const Words = ({ children }: { children: ComponentChildren }) => (
  <div class="bubble" dir="auto">
    {children}
  </div>
);

export function OutgoingMessage({ outgoing, opens }: { outgoing: Outgoing; opens: boolean }) {
  const { session, state, strings } = useChat();
  const failed = outgoing.status === "failed";
  const waits = state.connection === "online" ? strings.sending : strings.waiting;
  return (
    <div class={`message of-shopper is-${outgoing.status}${opens ? " opens" : ""}`}>
      <span class="hidden">{`${strings.you} `}</span>
      {outgoing.photo ? (
        <img class="picture-sending" src={outgoing.photo.url} alt={outgoing.text} />
      ) : (
        <Words>{outgoing.text}</Words>
      )}
      {!failed && !outgoing.photo && <p class="time">{waits}</p>}
      {!failed && outgoing.photo && (
        <p class="time sending-photo">
          {outgoing.status === "sending" ? (
            <progress max="1" value={outgoing.photo.part} aria-label={strings.sendingPhoto} />
          ) : (
            waits
          )}
          <button type="button" class="link" onClick={() => session.discard(outgoing.clientId)}>
            {strings.cancel}
          </button>
        </p>
      )}
      {failed && (
        <p class="time is-bad" role="alert">
          {`${strings.notSent} ${errorText(strings, outgoing.error ?? "")} `}
          <span class="again">
            {!FINAL.has(outgoing.error ?? "") && (
              <button type="button" class="link" onClick={() => session.retry(outgoing.clientId)}>
                {strings.retry}
              </button>
            )}
            <button type="button" class="link" onClick={() => session.discard(outgoing.clientId)}>
              {strings.discard}
            </button>
          </span>
        </p>
      )}
    </div>
  );
}

function nameOf({ author, body }: Row, strings: Strings): string {
  if (author === "agent" && "name" in body && body.name) return body.name;
  return { shopper: strings.you, bot: strings.assistant, agent: strings.agent, system: strings.notice }[author];
}
