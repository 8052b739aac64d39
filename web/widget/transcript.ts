import type { Choice, Language, NoticeRow, OrderRow, Row } from "../shared/contract";
import { calendarDate, localeOf } from "../shared/format";
import type { Outgoing, State } from "./state";
import type { Strings } from "./strings";

/** What the log draws, top to bottom. */
export type Entry =
  | { kind: "day"; key: string; label: string }
  | { kind: "row"; key: string; row: Row; opens: boolean; time: string | null }
  | { kind: "orders"; key: string; rows: OrderRow[]; opens: boolean; time: string | null };

/** A row that offers to go on with a task. */
export type TaskRow = Extract<Row, { kind: "choices" }>;

/** Messages of one author within this time stand together, under one name and one clock time. */
const TOGETHER_MS = 5 * 60_000;

export function transcript(state: State, strings: Strings, now: Date): Entry[] {
  const entries: Entry[] = [];
  let before: Row | undefined;
  // rows that were erased one after another are one gap
  const rows = state.rows.filter((row, index) => !(isErased(row) && isErased(state.rows[index + 1])));
  rows.forEach((row, index) => {
    const after = rows[index + 1];
    if (!before || dayOf(before.created) !== dayOf(row.created)) {
      entries.push({ kind: "day", key: `day-${row.seq}`, label: dayLabel(row.created, now, state.language, strings) });
    }
    place(entries, row, {
      opens: !before || !together(before, row),
      time: after && together(row, after) ? null : clock(row.created, state.language),
    });
    before = row;
  });
  return entries;
}

/** Orders that come one after another share one carousel. */
function place(entries: Entry[], row: Row, { opens, time }: { opens: boolean; time: string | null }): void {
  const last = entries.at(-1);
  if (row.kind !== "order") {
    entries.push({ kind: "row", key: `row-${row.seq}`, row, opens, time });
  } else if (last?.kind === "orders") {
    last.rows.push(row);
    last.time = time;
  } else {
    entries.push({ kind: "orders", key: `row-${row.seq}`, rows: [row], opens, time });
  }
}

/** What the shopper wrote and the service has not taken yet; it stands below the rows. */
export function unsent(state: State): { key: string; outgoing: Outgoing; opens: boolean }[] {
  const follows = state.rows.at(-1)?.author === "shopper";
  return state.outbox.map((outgoing, index) => ({ key: outgoing.clientId, outgoing, opens: index === 0 && !follows }));
}

function together(a: Row, b: Row): boolean {
  const apart = Date.parse(b.created) - Date.parse(a.created);
  return (
    a.author === b.author &&
    a.kind !== "notice" &&
    b.kind !== "notice" &&
    apart < TOGETHER_MS &&
    dayOf(a.created) === dayOf(b.created)
  );
}

const isErased = (row: Row | undefined): boolean => row?.kind === "notice" && row.body.code === "erased";

const dayOf = (iso: string): string => new Date(iso).toDateString();

function dayLabel(iso: string, now: Date, language: Language, strings: Strings): string {
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (dayOf(iso) === now.toDateString()) return strings.today;
  if (dayOf(iso) === yesterday.toDateString()) return strings.yesterday;
  return calendarDate(localDate(iso), language);
}

function localDate(iso: string): string {
  const date = new Date(iso);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

export const clock = (iso: string, language: Language): string =>
  new Intl.DateTimeFormat(localeOf(language), { hour: "2-digit", minute: "2-digit" }).format(new Date(iso));

const isTask = (row: Row): boolean => row.kind === "choices" && row.body.task === true;

/** Suggested answers stand under the newest message only, and go once the shopper has said something. */
export function offeredChoices(state: State): Choice[] {
  if (state.outbox.some((one) => one.status !== "failed")) return [];
  const newest = state.rows.findLast((row) => row.kind !== "notice" && !isTask(row));
  return newest?.kind === "choices" ? newest.body.choices : [];
}

/** The task that waits to be gone on with: the newest offer, until it was taken, put away, or there is none any more. */
export function waitingTask(state: State): TaskRow | null {
  const row = state.rows.findLast(isTask) as TaskRow | undefined;
  if (!row || row.body.choices.length === 0 || state.holder !== "bot") return null;
  const ways = new Set([...row.body.choices.map(({ payload }) => payload), row.body.dismiss]);
  const said = (payload: string | null | undefined): boolean => Boolean(payload) && ways.has(payload ?? undefined);
  const taken =
    state.outbox.some((one) => one.status !== "failed" && said(one.choice)) ||
    state.rows.some((one) => one.seq > row.seq && one.kind === "text" && said(one.body.payload));
  return taken ? null : row;
}

/** Whether a question for a rating is still open: the newest about its subject, answered neither here nor elsewhere. */
export function isToRate(state: State, asked: NoticeRow): boolean {
  const later = state.rows.filter((row) => row.kind === "notice" && row.seq > asked.seq) as NoticeRow[];
  const settled = later.some(
    ({ body }) => (body.code === "rate" || body.code === "rated") && body.about === asked.body.about,
  );
  return !settled && !state.rated.includes(asked.seq);
}
