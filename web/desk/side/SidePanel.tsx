import { useEffect, useState } from "preact/hooks";
import { localeOf } from "../../shared/format";
import { type Fact, Facts } from "../../shared/staff/Facts";
import { api } from "../api";
import { useDesk } from "../context";
import type { ConversationView, Side, StaffOrder } from "../contract";
import { conversationPath } from "../route";
import { Order } from "./Order";

/** Who it is with: customer, orders and what may be done with them, what is known, and what was before. */
export function SidePanel({ view }: { view: ConversationView }) {
  const { desk, state, strings } = useDesk();
  const [side, setSide] = useState<Side | null>(null);
  const load = (): Promise<boolean> => desk.trying(async () => setSide(await api.side(view.id)));
  // anew when an order was changed, by whomever
  const changes = state.opened?.rows.filter((row) => row.kind === "notice" && row.body.code === "order_changed").length;
  useEffect(() => void load(), [desk, view.id, changes, view.customer?.id]);
  if (!side) return <aside class="side" aria-label={strings.sidePanel} />;
  return (
    <aside class="side" aria-label={strings.sidePanel}>
      <Customer side={side} />
      <section>
        <h3>{strings.side.orders}</h3>
        {side.orders.map((order) => (
          <Order key={order.number} id={view.id} order={order} />
        ))}
        <FindOrder id={view.id} known={side.orders} />
      </section>
      <Known side={side} />
      <Before view={view} side={side} />
    </aside>
  );
}

function Customer({ side }: { side: Side }) {
  const { strings } = useDesk();
  if (!side.customer)
    return (
      <section>
        <h2>{strings.anonymous}</h2>
        <p class="soft">{strings.side.notSignedIn}</p>
      </section>
    );
  return (
    <section>
      <h2>{side.customer.name}</h2>
      <p class="soft">
        {side.customer.email} · {strings.languages[side.customer.language] ?? side.customer.language}
      </p>
    </section>
  );
}

function FindOrder({ id, known }: { id: string; known: StaffOrder[] }) {
  const { desk, strings } = useDesk();
  const [found, setFound] = useState<StaffOrder[] | null>(null);
  const others = found?.filter((order) => !known.some((one) => one.number === order.number)) ?? [];
  return (
    <>
      <form
        class="row-form"
        onSubmit={(event) => {
          event.preventDefault();
          const asked = String(new FormData(event.currentTarget).get("q")).trim();
          if (asked) void desk.trying(async () => setFound((await api.findOrders(id, asked)).orders));
        }}
      >
        <input name="q" type="search" aria-label={strings.side.find} placeholder={strings.side.find} maxLength={254} />
        <button type="submit" class="button">
          {strings.side.look}
        </button>
      </form>
      {found?.length === 0 && <p class="soft">{strings.empty.search}</p>}
      {others.map((order) => (
        <Order key={order.number} id={id} order={order} />
      ))}
    </>
  );
}

function Known({ side }: { side: Side }) {
  const { strings } = useDesk();
  const { profile } = side;
  if (!profile) return null;
  const facts: Fact[] = [
    [strings.side.sizes, profile.sizes.map((one) => (one.about ? `${one.about}: ${one.size}` : one.size)).join(", ")],
    [strings.side.brands, profile.brands.join(", ")],
    [strings.side.categories, profile.categories.join(", ")],
    [strings.side.said, profile.said.map((one) => one.value).join(", ")],
  ];
  if (!facts.some(([, value]) => value)) return null;
  return (
    <section>
      <h3>{strings.side.profile}</h3>
      <Facts facts={facts} />
    </section>
  );
}

function Before({ view, side }: { view: ConversationView; side: Side }) {
  const { strings, language } = useDesk();
  const day = (iso: string): string => new Date(iso).toLocaleDateString(localeOf(language));
  return (
    <>
      {side.ratings.length > 0 && (
        <section>
          <h3>{strings.side.ratings}</h3>
          {side.ratings.map((rating) => (
            <p key={rating.about}>
              {strings[rating.about === "bot" ? "bot" : "agent"]}: {rating.stars}/5 {rating.words}
            </p>
          ))}
        </section>
      )}
      {view.assignments.length > 0 && (
        <section>
          <h3>{strings.side.holders}</h3>
          <ul class="acts">
            {view.assignments.map((one) => (
              <li key={one.began}>
                <strong>{one.name}</strong> {day(one.began)}{" "}
                {one.outcome ? strings.outcomes[one.outcome as "solved"] : (strings.lost[one.ended_how ?? ""] ?? "")}
              </li>
            ))}
          </ul>
        </section>
      )}
      {side.earlier.length > 0 && (
        <section>
          <h3>{strings.side.earlier}</h3>
          <ul class="acts">
            {side.earlier.map((one) => (
              <li key={one.conversation_id + one.created}>
                <a class="link" href={conversationPath(one.conversation_id)}>
                  {day(one.created)}
                </a>{" "}
                {strings.reasons[one.reason] ?? one.reason}
                {one.outcome && ` · ${strings.outcomes[one.outcome]}`}
                <span class="item-words" dir="auto">
                  {one.asked}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
