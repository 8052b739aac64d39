import { useState } from "preact/hooks";
import { calendarDate, money } from "../../shared/format";
import { useDesk } from "../context";
import type { StaffOrder } from "../contract";
import { Photo } from "../screens/Photo";
import { holds } from "../state";
import { type Asked, OrderAct } from "./OrderAct";

/** An order with everything that an agent may need of it, and the acts that are possible now. */
export function Order({ id, order }: { id: string; order: StaffOrder }) {
  const { state, strings, language } = useDesk();
  const [asked, setAsked] = useState<Asked | null>(null);
  const may = holds(state);
  return (
    <details class="order">
      <summary>
        <strong>#{order.number}</strong> <span>{order.status_text}</span>
        {!order.shown && <span class="tag">{strings.side.notProven}</span>}
      </summary>
      <p class="soft">
        {calendarDate(order.placed, language)} · {money(order.total_cents, order.currency, language)} · {order.email}
      </p>
      <ul class="names">
        {order.lines.map((line) => (
          <li key={line.id}>{line.text}</li>
        ))}
      </ul>
      <address>{order.address.join(", ")}</address>
      {order.status !== "cancelled" && (
        <a class="link" href={order.invoice} target="_blank" rel="noopener">
          {strings.side.invoice}
        </a>
      )}
      {order.carrier && (
        <p class="soft">
          {order.carrier} {order.tracking_number}
        </p>
      )}
      <details>
        <summary>{strings.side.history}</summary>
        <ul class="acts">
          {order.events.map((event) => (
            <li key={event.time + event.text}>
              {calendarDate(event.time, language)} {event.text} {event.place}
            </li>
          ))}
        </ul>
      </details>
      {(order.refunds ?? []).map((refund, at) => (
        <p key={at} class="soft">
          {money(refund.amount_cents, order.currency, language)}: {refund.text}
        </p>
      ))}
      {(order.returns ?? []).map((made) => (
        <p key={made.number}>
          {made.number}: {made.text}
          {may && made.status === "registered" && (
            <>
              <ActButton act="return_arrived" ask={() => setAsked({ act: "return_arrived", ref: made.number })} />
              <ActButton act="return_withdraw" ask={() => setAsked({ act: "return_withdraw", ref: made.number })} />
            </>
          )}
          {may && made.status === "arrived" && (
            <ActButton act="return_settled" ask={() => setAsked({ act: "return_settled", ref: made.number })} />
          )}
        </p>
      ))}
      {order.claims.map((claim) => (
        <div key={claim.id}>
          <p>
            {claim.kind_text}: {claim.item} · {strings.side.claimStatus[claim.status] ?? claim.status}
          </p>
          {claim.words && (
            <p class="soft" dir="auto">
              {claim.words}
            </p>
          )}
          {claim.photo && <Photo id={id} url={claim.photo} alt={claim.kind_text} />}
          {may && claim.status === "received" && (
            <ActButton act="claim_decide" ask={() => setAsked({ act: "claim_decide", ref: String(claim.id) })} />
          )}
        </div>
      ))}
      {may ? (
        <p class="order-acts">
          {order.acts.map((offer) => (
            <button
              key={offer.act}
              type="button"
              class="button"
              disabled={!offer.allowed && !offer.past}
              title={offer.why ?? undefined}
              onClick={() => setAsked({ act: offer.act, ref: null })}
            >
              {strings.side.acts[offer.act] ?? offer.act}
            </button>
          ))}
        </p>
      ) : (
        <p class="soft">{strings.side.onlyHolder}</p>
      )}
      {asked && <OrderAct id={id} order={order} asked={asked} close={() => setAsked(null)} />}
    </details>
  );
}

function ActButton({ act, ask }: { act: string; ask(): void }) {
  const { strings } = useDesk();
  return (
    <>
      {" "}
      <button type="button" class="link" onClick={ask}>
        {strings.side.acts[act]}
      </button>
    </>
  );
}
