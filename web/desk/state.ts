/** Everything that the desk shows, changed only by `next`. */

import type { Colleague, ConversationView, Item, Marks, Me, Queue, StaffRow, View, Viewer } from "./contract";
import type { LiveEvent, Watched } from "./live";

/** An answer or a note on its way; it keeps its id however often it is sent. */
export interface Outgoing {
  clientId: string;
  text: string;
  isNote: boolean;
  status: "sending" | "failed";
  error: string | null;
}

export interface Opened {
  id: string;
  view: ConversationView | null;
  rows: StaffRow[];
  more: boolean;
  holder: string;
  /** Of the agent that holds it. */
  holderName: string | null;
  closed: boolean;
  language: string;
  marks: Marks;
  viewers: Viewer[];
  typing: { author: string; name: string | null } | null;
  missing: boolean;
}

export interface Toast {
  text: string;
  id: number;
}

export interface State {
  /** undefined until it is known whether somebody is logged in. */
  me: Me | null | undefined;
  connection: "connecting" | "online" | "offline";
  view: View;
  asked: string;
  /** Those that wait or are with an agent, as far as they were asked for. */
  items: Record<string, Item>;
  /** What was read for a view that is not kept up to date, or for a search. */
  found: Item[] | null;
  loaded: Partial<Record<View, boolean>>;
  counts: Queue["counts"];
  colleagues: Record<string, Colleague>;
  skills: string[];
  opened: Opened | null;
  /** What is on its way or failed, by conversation: it outlives switching. */
  outgoing: Record<string, Outgoing[]>;
  toast: Toast | null;
}

export type Event =
  | LiveEvent
  | { type: "me"; me: Me | null }
  | { type: "view"; view: View }
  | { type: "search"; asked: string }
  | { type: "listed"; view: View; items: Item[]; from: number; counts?: Queue["counts"] }
  | { type: "staff"; colleagues: Colleague[]; skills: string[] }
  | { type: "open"; id: string | null }
  | { type: "conversation"; view: ConversationView }
  | { type: "missing"; id: string }
  | { type: "watched"; id: string; watched: Watched }
  | { type: "earlier"; id: string; rows: StaffRow[]; more: boolean }
  | { type: "send"; id: string; outgoing: Outgoing }
  | { type: "failed"; id: string; clientId: string; error: string }
  | { type: "discard"; id: string; clientId: string }
  | { type: "toast"; text: string }
  | { type: "toasted" };

export const LIVE_VIEWS: readonly View[] = ["mine", "waiting", "others"];
export const isLive = (view: View): boolean => LIVE_VIEWS.includes(view);

export const initial: State = {
  me: undefined,
  connection: "connecting",
  view: "mine",
  asked: "",
  items: {},
  found: null,
  loaded: {},
  counts: { waiting: 0, mine: 0, others: 0 },
  colleagues: {},
  skills: [],
  opened: null,
  outgoing: {},
  toast: null,
};

export const mine = (state: State): string => `agent:${state.me?.id ?? ""}`;
export const holds = (state: State): boolean => state.opened?.holder === mine(state);
export const agentOf = (holder: string): string | null => (holder.startsWith("agent:") ? holder.slice(6) : null);

/** How the shopper's messages felt, those that came since it was opened too. */
export function moodsOf(opened: Opened): { seq: number; value: number }[] {
  const known = new Map(opened.view?.moods.map((mood) => [mood.seq, mood.value]));
  for (const { turn } of opened.rows)
    if (turn && turn.first_seq > 0 && !turn.is_choice && turn.sentiment !== null)
      known.set(turn.first_seq, turn.sentiment);
  return [...known].sort(([a], [b]) => a - b).map(([seq, value]) => ({ seq, value }));
}

/** How many there are of a view that is kept up to date. */
export const countOf = (state: State, view: View): number =>
  view === "bot" || view === "settled" ? 0 : state.counts[view];

/** The lines of the view that is open, in their order. */
export function listed(state: State): Item[] {
  if (state.found) return state.found;
  const items = Object.values(state.items).filter((item) => viewOf(state, item) === state.view);
  return items.sort(state.view === "waiting" ? byTurn : byUrgency);
}

const viewOf = (state: State, item: Item): View =>
  item.holder === "queue" ? "waiting" : item.holder === mine(state) ? "mine" : "others";

const byTurn = (a: Item, b: Item): number =>
  (a.priority ?? 9) - (b.priority ?? 9) ||
  (a.waiting_since ?? "").localeCompare(b.waiting_since ?? "") ||
  (a.handoff_id ?? 0) - (b.handoff_id ?? 0);

const byUrgency = (a: Item, b: Item): number =>
  (a.answer_by ?? "9").localeCompare(b.answer_by ?? "9") || a.created.localeCompare(b.created);

export function next(state: State, event: Event): State {
  switch (event.type) {
    case "me":
      return event.me ? { ...state, me: event.me } : { ...initial, me: null };
    case "signed_out":
      return { ...initial, me: null };
    case "online":
    case "offline":
      return { ...state, connection: event.type };
    case "view":
      return { ...state, view: event.view, asked: "", found: isLive(event.view) ? null : [] };
    case "search":
      return { ...state, asked: event.asked, found: event.asked || !isLive(state.view) ? (state.found ?? []) : null };
    case "listed":
      return { ...withListed(state, event.view, event.items, event.from), counts: event.counts ?? state.counts };
    case "item":
      return {
        ...state,
        items: { ...state.items, [event.item.conversation_id]: event.item },
        found:
          state.found?.map((one) => (one.conversation_id === event.item.conversation_id ? event.item : one)) ?? null,
      };
    case "gone": {
      const { [event.id]: _gone, ...items } = state.items;
      return { ...state, items };
    }
    case "counts":
      return { ...state, counts: { waiting: event.waiting, mine: event.mine, others: event.others } };
    case "presence":
      return state.me ? { ...state, me: { ...state.me, presence: event.presence } } : state;
    case "colleague":
      return withColleagues(state, [event.colleague]);
    case "staff":
      return { ...withColleagues({ ...state, colleagues: {} }, event.colleagues), skills: event.skills };
    case "toast":
      return { ...state, toast: { text: event.text, id: (state.toast?.id ?? 0) + 1 } };
    case "toasted":
      return { ...state, toast: null };
    case "open":
      return { ...state, opened: event.id ? fresh(event.id) : null };
    case "assigned":
    case "lost":
      return state;
    case "send":
    case "failed":
    case "discard":
      return withOutgoing(state, event);
    case "row":
      return arrived({ ...state, opened: nextOpened(state.opened, event) }, event.id, [event.row]);
    case "watched":
      return arrived({ ...state, opened: nextOpened(state.opened, event) }, event.id, event.watched.rows);
    case "conversation":
      return arrived({ ...state, opened: nextOpened(state.opened, event) }, event.view.id, event.view.rows);
    default:
      return { ...state, opened: nextOpened(state.opened, event) };
  }
}

function withListed(state: State, view: View, items: Item[], from: number): State {
  if (!isLive(view) || state.asked) {
    if (view !== state.view) return state;
    return { ...state, found: from === 0 ? items : [...(state.found ?? []), ...items] };
  }
  // a first page is what is true now: what was there before may have gone while nobody listened
  const others = Object.values(state.items).filter((item) => from > 0 || viewOf(state, item) !== view);
  const known = Object.fromEntries([...others, ...items].map((item) => [item.conversation_id, item]));
  return { ...state, items: known, loaded: { ...state.loaded, [view]: true } };
}

function withOutgoing(state: State, event: Extract<Event, { type: "send" | "failed" | "discard" }>): State {
  const present = state.outgoing[event.id] ?? [];
  const changed = (): Outgoing[] => {
    switch (event.type) {
      case "send":
        return [...present.filter((one) => one.clientId !== event.outgoing.clientId), event.outgoing];
      case "failed":
        return present.map((one) =>
          one.clientId === event.clientId ? { ...one, status: "failed", error: event.error } : one,
        );
      case "discard":
        return present.filter((one) => one.clientId !== event.clientId);
    }
  };
  return { ...state, outgoing: { ...state.outgoing, [event.id]: changed() } };
}

/** What has arrived is no longer on its way. */
function arrived(state: State, id: string, rows: StaffRow[]): State {
  const present = state.outgoing[id];
  if (!present?.length) return state;
  const there = new Set(rows.map((row) => row.client_id));
  return { ...state, outgoing: { ...state.outgoing, [id]: present.filter((one) => !there.has(one.clientId)) } };
}

/** What is true of oneself comes back the same way: away is away, wherever it was said. */
function withColleagues(state: State, colleagues: Colleague[]): State {
  const known = { ...state.colleagues };
  for (const colleague of colleagues) known[colleague.id] = colleague;
  return { ...state, colleagues: known };
}

const fresh = (id: string): Opened => ({
  id,
  view: null,
  rows: [],
  more: false,
  holder: "",
  holderName: null,
  closed: false,
  language: "en",
  marks: { shopper: 0, agent: 0 },
  viewers: [],
  typing: null,
  missing: false,
});

type OpenedEvent = Exclude<
  Event,
  {
    type:
      | "me"
      | "signed_out"
      | "online"
      | "offline"
      | "view"
      | "search"
      | "listed"
      | "item"
      | "gone"
      | "counts"
      | "presence"
      | "send"
      | "failed"
      | "discard";
  }
>;

function nextOpened(opened: Opened | null, event: OpenedEvent): Opened | null {
  if (!opened) return null;
  if ("id" in event && event.id !== opened.id) return opened;
  switch (event.type) {
    case "conversation": {
      if (event.view.id !== opened.id) return opened;
      const { rows, more, item } = event.view;
      const { holder, holder_name: holderName, language, closed } = item;
      return withRows({ ...opened, view: event.view, more, holder, holderName, language, closed }, rows);
    }
    case "missing":
      return { ...opened, missing: true };
    case "watched": {
      const { rows, holder, holder_name: holderName, language, closed, marks, viewers, typing } = event.watched;
      const bot = typing ? { author: "bot", name: null } : null;
      return withRows({ ...opened, holder, holderName, language, closed, marks, viewers, typing: bot }, rows);
    }
    case "row":
      return withRows({ ...opened, typing: opened.typing?.author === event.row.author ? null : opened.typing }, [
        event.row,
      ]);
    case "earlier":
      return { ...withRows(opened, event.rows), more: event.more };
    case "holder":
      return {
        ...opened,
        holder: event.holder,
        holderName: event.holderName,
        language: event.language,
        closed: event.closed,
      };
    case "typing":
      return { ...opened, typing: event.on ? { author: event.author, name: event.name } : null };
    case "read":
      return { ...opened, marks: { ...opened.marks, [event.reader]: Math.max(opened.marks[event.reader], event.seq) } };
    case "viewers":
      return { ...opened, viewers: event.viewers };
    default:
      return opened;
  }
}

/** Each row once and in order, whichever way it came. */
function withRows(opened: Opened, rows: StaffRow[]): Opened {
  const known = new Map(opened.rows.map((row) => [row.seq, row]));
  for (const row of rows) known.set(row.seq, row);
  return { ...opened, rows: [...known.values()].sort((a, b) => a.seq - b.seq) };
}
