import { useState } from "preact/hooks";
import type { OrderBody, OrderRow, OrderStatus, ShipmentEvent } from "../../shared/contract";
import { calendarDate, money } from "../../shared/format";
import { safeImage } from "../../shared/html";
import { hidePicture } from "../../shared/picture";
import { clock } from "../transcript";
import { Carousel } from "./Carousel";
import { useChat } from "./context";

/** Which of the four steps (placed, packed, shipped, delivered) a status has reached; none where the way ended. */
const REACHED: Record<OrderStatus, number | null> = {
  placed: 0,
  paid: 0,
  packed: 1,
  shipped: 2,
  out_for_delivery: 2,
  delivered: 3,
  cancelled: null,
  returned: null,
};
const EVENTS_SHOWN = 3;

export function Orders({ rows, time }: { rows: readonly OrderRow[]; time: string | null }) {
  const { strings } = useChat();
  return (
    <div class="message of-bot">
      <Carousel label={strings.orders(rows.length)}>
        {rows.map((row) => (
          <Order key={row.seq} order={row.body} />
        ))}
      </Carousel>
      {time && (
        <time class="time" dateTime={rows.at(-1)?.created}>
          {time}
        </time>
      )}
    </div>
  );
}

function Order({ order }: { order: OrderBody }) {
  const { state, strings } = useChat();
  const reached = REACHED[order.status] ?? null;
  const underWay = reached !== null && order.status !== "delivered";
  return (
    <article class="card order" aria-label={`${strings.order} ${order.number}`}>
      <div class="order-head">
        <h3>
          {strings.order} <bdi>#{order.number}</bdi>
        </h3>
        <p class={`order-status is-${order.status}`}>{order.status_text}</p>
        <p class="order-dates">
          {strings.placed(calendarDate(order.placed, state.language))}
          {order.expected && underWay && (
            <strong>{strings.expected(calendarDate(order.expected, state.language))}</strong>
          )}
        </p>
      </div>
      {reached !== null && <Steps reached={reached} />}
      <History events={order.events} />
      <Items order={order} />
      <Cases order={order} />
      {order.carrier && (
        <p class="order-carrier">
          {order.carrier}
          {order.tracking_number && (
            <>
              <span class="hidden">{` ${strings.tracking} `}</span>
              <bdi class="order-tracking">{order.tracking_number}</bdi>
            </>
          )}
        </p>
      )}
    </article>
  );
}

function Steps({ reached }: { reached: number }) {
  const { strings } = useChat();
  return (
    <ol class="order-steps">
      {strings.steps.map((step, index) => (
        <li
          key={step}
          class={index <= reached ? "is-reached" : ""}
          aria-current={index === reached ? "step" : undefined}
        >
          {step}
        </li>
      ))}
    </ol>
  );
}

/** Newest first, as carriers show it; the older ones on request. */
function History({ events }: { events: readonly ShipmentEvent[] }) {
  const { strings } = useChat();
  const [all, setAll] = useState(false);
  const newestFirst = [...events].sort((a, b) => b.time.localeCompare(a.time));
  const shown = all ? newestFirst : newestFirst.slice(0, EVENTS_SHOWN);
  const rest = newestFirst.length - shown.length;
  if (events.length === 0) return null;
  return (
    <div class="order-history">
      <ol aria-label={strings.history}>
        {shown.map((event) => (
          <Shipment key={`${event.time} ${event.status}`} event={event} />
        ))}
      </ol>
      {rest > 0 && (
        <button type="button" class="link" onClick={() => setAll(true)}>
          {strings.earlier(rest)}
        </button>
      )}
    </div>
  );
}

function Shipment({ event }: { event: ShipmentEvent }) {
  const { state } = useChat();
  return (
    <li>
      <p dir="auto">{event.text}</p>
      <p class="order-when">
        <time dateTime={event.time}>
          {calendarDate(event.time, state.language)}, {clock(event.time, state.language)}
        </time>
        {event.place && <span dir="auto">{event.place}</span>}
      </p>
    </li>
  );
}

/** What came of it afterwards: what goes back, and the money. */
function Cases({ order }: { order: OrderBody }) {
  const { state, strings } = useChat();
  const { returns = [], refunds = [] } = order;
  if (returns.length + refunds.length === 0) return null;
  return (
    <ul class="order-cases" aria-label={strings.cases}>
      {returns.map((each) => (
        <li key={each.number}>
          <p>
            {each.wish === "exchange" ? strings.exchange : strings.sentBack} <bdi>{each.number}</bdi>
          </p>
          <p class="order-when" dir="auto">
            {each.text}
          </p>
        </li>
      ))}
      {refunds.map((each, index) => (
        // refunds have no name, and are only ever added
        <li key={index}>
          <p>
            {strings.refund} <span>{money(each.amount_cents, order.currency, state.language)}</span>
          </p>
          <p class="order-when">
            <span dir="auto">{each.text}</span>
            <time dateTime={each.updated}>{calendarDate(each.updated, state.language)}</time>
          </p>
        </li>
      ))}
    </ul>
  );
}

function Items({ order }: { order: OrderBody }) {
  const { state, strings, server } = useChat();
  return (
    <div class="order-items">
      <ul aria-label={strings.items}>
        {order.items.map((item) => (
          <li key={item.product_id}>
            <img
              src={safeImage(item.image, server) ?? ""}
              alt=""
              loading="lazy"
              decoding="async"
              onError={hidePicture}
            />
            <span dir="auto">{item.quantity > 1 ? `${item.quantity} × ${item.name}` : item.name}</span>
            <span>{money(item.price_cents * item.quantity, order.currency, state.language)}</span>
          </li>
        ))}
      </ul>
      <p class="order-total">
        <span>{strings.total}</span>
        <span>{money(order.total_cents, order.currency, state.language)}</span>
      </p>
    </div>
  );
}
