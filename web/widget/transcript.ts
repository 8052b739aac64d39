import type { Language, OrderRow, Row } from "../shared/contract";
import { calendarDate, localeOf } from "../shared/format";
import type { Outgoing, State } from "./state";
import type { Strings } from "./strings";

/** What the log draws, top to bottom. */
export type Entry =
  | { kind: "day"; key: string; label: string }
  | { kind: "row"; key: string; row: Row; opens: boolean; time: string | null }
  | { kind: "orders"; key: string; rows: OrderRow[]; opens: boolean; time: string | null };

/** Messages of one author within this time stand together, under one name and one clock time. */
const TOGETHER_MS = 5 * 60_000;

export function transcript(state: State, strings: Strings, now: Date): Entry[] {
  const entries: Entry[] = [];
  let before: Row | undefined;
  state.rows.forEach((row, index) => {
    const after = state.rows[index + 1];
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

/** Suggested answers stand under the newest message only, and go once the shopper has said something. */
export function offeredChoices(state: State): { title: string; payload: string }[] {
  if (state.outbox.some((one) => one.status !== "failed")) return [];
  const newest = state.rows.findLast((row) => row.kind !== "notice");
  return newest?.kind === "choices" ? newest.body.choices : [];
}
