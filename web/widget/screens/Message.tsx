import type { ComponentChildren } from "preact";
import type { Row, TextBody } from "../../shared/contract";
import { drawHtml, safeImage } from "../../shared/html";
import type { Outgoing } from "../state";
import { errorText, type Strings } from "../strings";
import { useChat } from "./context";
import { Products } from "./Products";

interface Props {
  row: Row;
  opens: boolean;
  time: string | null;
}

export function Message({ row, opens, time }: Props) {
  const { strings } = useChat();
  if (row.kind === "notice")
    return (
      <p class="notice" dir="auto">
        {row.body.text}
      </p>
    );
  return (
    <div class={`message of-${row.author}${opens ? " opens" : ""}`}>
      <span class={opens && row.author === "agent" ? "who" : "hidden"}>{`${nameOf(row.author, strings)} `}</span>
      <Content row={row} />
      {time && (
        <time class="time" dateTime={row.created}>
          {time}
        </time>
      )}
    </div>
  );
}

function Content({ row }: { row: Row }) {
  const { strings } = useChat();
  switch (row.kind) {
    case "text":
    case "choices":
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

/** Html only from the bot and from agents; what a shopper typed is text, whatever it looks like. */
function Bubble({ body, trusted }: { body: TextBody; trusted: boolean }) {
  if (trusted && body.html)
    return (
      <div class="bubble rich" dir="auto">
        {drawHtml(body.html)}
      </div>
    );
  return <Words>{body.text ?? ""}</Words>;
}

const Words = ({ children }: { children: ComponentChildren }) => (
  <div class="bubble" dir="auto">
    {children}
  </div>
);

function Picture({ url, alt }: { url: string; alt: string }) {
  const { server, strings } = useChat();
  const source = safeImage(url, server);
  if (!source) return <Words>{alt || strings.pictureMissing}</Words>;
  return <img class="picture" src={source} alt={alt} loading="lazy" decoding="async" />;
}

export function OutgoingMessage({ outgoing, opens }: { outgoing: Outgoing; opens: boolean }) {
  const { session, state, strings } = useChat();
  const failed = outgoing.status === "failed";
  const waits = state.connection === "online" ? strings.sending : strings.waiting;
  return (
    <div class={`message of-shopper is-${outgoing.status}${opens ? " opens" : ""}`}>
      <span class="hidden">{`${strings.you} `}</span>
      <Words>{outgoing.text}</Words>
      {!failed && <p class="time">{waits}</p>}
      {failed && (
        <p class="time is-bad" role="alert">
          {`${strings.notSent} ${errorText(strings, outgoing.error ?? "")} `}
          <span class="again">
            <button type="button" class="link" onClick={() => session.retry(outgoing.clientId)}>
              {strings.retry}
            </button>
            <button type="button" class="link" onClick={() => session.discard(outgoing.clientId)}>
              {strings.discard}
            </button>
          </span>
        </p>
      )}
    </div>
  );
}

function nameOf(author: Row["author"], strings: Strings): string {
  return { shopper: strings.you, bot: strings.assistant, agent: strings.agent, system: strings.notice }[author];
}
