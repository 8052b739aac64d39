import type { Language, Row } from "../shared/contract";

/** A message of this shopper that has no row yet. `clientId` stays the same however often it is sent. */
export interface Outgoing {
  clientId: string;
  text: string;
  choice: string | null;
  created: string;
  status: "waiting" | "sending" | "failed";
  error: string | null;
  photo?: Sending;
}

/** A photograph under way: `url` shows it from this page's memory, `part` of it (0 to 1) has left. */
export interface Sending {
  url: string;
  part: number;
}

/** A photograph that was chosen and not sent yet. */
export interface Attached {
  id: string;
  name: string;
  url: string;
}

/** `wait_s` is null where nobody can tell. */
export interface Place {
  place: number;
  wait_s: number | null;
}

export interface State {
  connection: "idle" | "connecting" | "online" | "reconnecting";
  language: Language;
  holder: string;
  /** In the line for a person; null where nobody is waited for. */
  place: Place | null;
  /** Up to here agents have read. */
  seenByAgents: number;
  /** Ascending by seq, without repeats. Seqs may skip: rows for staff never reach a shopper. */
  rows: readonly Row[];
  /** Everything up to this seq has arrived; what a rejoin asks `since`. A row that comes before the join's answer does
   * not move it, because the rows before that one may still be on their way. */
  synced: number;
  outbox: readonly Outgoing[];
  typing: Row["author"] | null;
  open: boolean;
  visible: boolean;
  confirming: boolean;
  readTo: number;
  draft: string;
  attached: readonly Attached[];
  /** Seqs of the questions for a rating that were answered on this device. */
  rated: readonly number[];
  problem: string | null;
}

export type Event =
  | { type: "connecting" }
  | { type: "lost" }
  | {
      type: "joined";
      rows: Row[];
      language: Language;
      holder: string;
      typing: boolean;
      place?: Place | null;
      fresh: boolean;
    }
  | { type: "place"; place: Place | null }
  | { type: "seen"; seq: number }
  | { type: "refused"; code: string }
  | { type: "row"; row: Row }
  | { type: "typing"; author: Row["author"]; on: boolean }
  | { type: "state"; language: Language; holder: string }
  | { type: "language"; language: Language }
  | { type: "queued"; outgoing: Outgoing }
  | { type: "sending"; clientId: string }
  | { type: "requeued"; clientId: string }
  | { type: "sent"; row: Row; clientId: string }
  | { type: "failed"; clientId: string; code: string }
  | { type: "discarded"; clientId: string }
  | { type: "renewed" }
  | { type: "opened" }
  | { type: "closed" }
  | { type: "visibility"; visible: boolean }
  | { type: "confirming"; on: boolean }
  | { type: "read"; seq: number }
  | { type: "draft"; text: string }
  | { type: "attached"; photo: Attached }
  | { type: "detached"; id: string }
  | { type: "progress"; clientId: string; part: number }
  | { type: "rated"; seqs: readonly number[] }
  | { type: "problem"; code: string | null };

export const TEXT_LIMIT = 2000;
/** Unicode code points, as the service counts them; an emoji is not two characters. */
export const lengthOf = (text: string): number => [...text].length;

export function initial(language: Language): State {
  return {
    connection: "idle",
    language,
    holder: "bot",
    place: null,
    seenByAgents: 0,
    rows: [],
    synced: 0,
    outbox: [],
    typing: null,
    open: false,
    visible: true,
    confirming: false,
    readTo: 0,
    draft: "",
    attached: [],
    rated: [],
    problem: null,
  };
}

/** Who speaks for the shop: the agent's name, as their newest row or their joining says it. */
export function agentName(state: State): string | null {
  if (!state.holder.startsWith("agent")) return null;
  const named = state.rows.findLast((row) => "name" in row.body && typeof row.body.name === "string");
  return named && "name" in named.body ? (named.body.name ?? null) : null;
}

/** The shopper's newest row, if agents have read it and nothing has come after it. */
export function readRow(state: State): number | null {
  const newest = state.rows.findLast((row) => row.kind !== "notice");
  return newest?.author === "shopper" && newest.seq <= state.seenByAgents ? newest.seq : null;
}

export const lastSeq = (state: State): number => state.rows.at(-1)?.seq ?? 0;

export const unread = (state: State): number =>
  state.rows.filter((row) => row.seq > state.readTo && (row.author === "bot" || row.author === "agent")).length;

/** The next message to put on the wire, oldest first; none while offline or while one is under way. */
export function toSend(state: State): Outgoing | undefined {
  if (state.connection !== "online" || state.outbox.some((one) => one.status === "sending")) return undefined;
  return state.outbox.find((one) => one.status === "waiting");
}

export function next(state: State, event: Event): State {
  const after = step(state, event);
  const seen = lastSeq(after);
  return after.open && after.visible && after.readTo < seen ? { ...after, readTo: seen } : after;
}

function step(state: State, event: Event): State {
  switch (event.type) {
    case "connecting":
      return { ...state, connection: state.connection === "reconnecting" ? "reconnecting" : "connecting" };
    case "lost":
      return lost(state);
    case "joined":
      return joined(state, event);
    case "refused":
      return { ...state, problem: event.code };
    case "row":
      return arrived(state, event.row);
    case "sent":
      return without(arrived(state, event.row), event.clientId);
    case "typing":
      return { ...state, typing: event.on ? event.author : null };
    case "state":
      return { ...state, language: event.language, holder: event.holder, place: placeOf(event.holder, state.place) };
    case "place":
      return { ...state, place: event.place };
    case "seen":
      return { ...state, seenByAgents: Math.max(state.seenByAgents, event.seq) };
    case "renewed":
      return renewed(state);
    case "queued":
    case "sending":
    case "requeued":
    case "failed":
    case "discarded":
    case "progress":
      return outboxStep(state, event);
    default:
      return screenStep(state, event);
  }
}

type OutboxEvent = Extract<Event, { type: "queued" | "sending" | "requeued" | "failed" | "discarded" | "progress" }>;

function outboxStep(state: State, event: OutboxEvent): State {
  switch (event.type) {
    case "queued":
      return queued(state, event.outgoing);
    case "sending":
      return mark(state, event.clientId, { status: "sending", error: null });
    case "requeued":
      return mark(state, event.clientId, { status: "waiting", error: null });
    case "failed":
      return mark(state, event.clientId, { status: "failed", error: event.code });
    case "discarded":
      return without(state, event.clientId);
    case "progress":
      return progressed(state, event.clientId, event.part);
  }
}

type ScreenEvent = Extract<
  Event,
  {
    type:
      | "language"
      | "opened"
      | "closed"
      | "visibility"
      | "confirming"
      | "read"
      | "draft"
      | "attached"
      | "detached"
      | "rated"
      | "problem";
  }
>;

function screenStep(state: State, event: ScreenEvent): State {
  switch (event.type) {
    case "language":
      return { ...state, language: event.language };
    case "opened":
      return { ...state, open: true };
    case "closed":
      return { ...state, open: false, confirming: false };
    case "visibility":
      return { ...state, visible: event.visible };
    case "confirming":
      return { ...state, confirming: event.on };
    case "read":
      return { ...state, readTo: Math.max(state.readTo, event.seq) };
    case "draft":
      return { ...state, draft: event.text, problem: null };
    case "attached":
      return { ...state, attached: [...state.attached, event.photo], problem: null };
    case "detached":
      return { ...state, attached: state.attached.filter(({ id }) => id !== event.id) };
    case "rated":
      return { ...state, rated: [...new Set([...state.rated, ...event.seqs])] };
    case "problem":
      return { ...state, problem: event.code };
  }
}

function lost(state: State): State {
  const outbox = state.outbox.map((one) => (one.status === "sending" ? { ...one, status: "waiting" as const } : one));
  return { ...state, connection: "reconnecting", typing: null, outbox };
}

function joined(state: State, event: Extract<Event, { type: "joined" }>): State {
  const before = event.fresh ? renewed(state) : state;
  const all = event.rows.reduce(arrived, before);
  return {
    ...all,
    connection: "online",
    synced: lastSeq(all),
    language: event.language,
    holder: event.holder,
    place: placeOf(event.holder, event.place ?? null),
    typing: event.typing ? (before.typing ?? "bot") : null,
    problem: null,
  };
}

const placeOf = (holder: string, place: Place | null): Place | null => (holder === "queue" ? place : null);

/** Another conversation: its rows count from 1 again. What the shopper wrote and has not been sent stays theirs. */
function renewed(state: State): State {
  const nothing = { rows: [], synced: 0, readTo: 0, rated: [], typing: null, place: null, seenByAgents: 0 };
  return { ...state, ...nothing, holder: "bot", confirming: false };
}

function arrived(state: State, row: Row): State {
  if (state.rows.some((one) => one.seq === row.seq)) return state;
  const rows = [...state.rows, row].sort((a, b) => a.seq - b.seq);
  const synced = state.connection === "online" ? Math.max(state.synced, row.seq) : state.synced;
  // who has spoken is done typing: an answer that comes at once has no "off" of its own
  const typing = row.author === state.typing ? null : state.typing;
  const answered = forgotten({ ...state, rows, synced, typing }, row);
  return row.author === "shopper" && row.client_id ? without(answered, row.client_id) : answered;
}

/** What was erased while this page showed it: a client that comes later gets it so from the service. */
function forgotten(state: State, { kind, body }: Row): State {
  const upTo = kind === "notice" && body.code === "forgotten" ? (body.up_to ?? 0) : 0;
  if (upTo === 0) return state;
  const erased = { kind: "notice", body: { text: "", code: "erased" } } as const;
  const rows = state.rows.map((row) => (row.seq <= upTo ? { ...row, ...erased } : row));
  return { ...state, rows };
}

function progressed(state: State, clientId: string, part: number): State {
  const outbox = state.outbox.map((one) =>
    one.clientId === clientId && one.photo ? { ...one, photo: { ...one.photo, part } } : one,
  );
  return { ...state, outbox };
}

function queued(state: State, outgoing: Outgoing): State {
  const known =
    state.outbox.some((one) => one.clientId === outgoing.clientId) ||
    state.rows.some((row) => row.client_id === outgoing.clientId);
  return known ? state : { ...state, outbox: [...state.outbox, outgoing] };
}

const mark = (state: State, clientId: string, change: Partial<Outgoing>): State => ({
  ...state,
  outbox: state.outbox.map((one) => (one.clientId === clientId ? { ...one, ...change } : one)),
});

const without = (state: State, clientId: string): State => ({
  ...state,
  outbox: state.outbox.filter((one) => one.clientId !== clientId),
});
