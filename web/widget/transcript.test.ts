import { describe, expect, test } from "vitest";
import type { NoticeRow, OrderBody, Row } from "../shared/contract";
import { initial, next, type State } from "./state";
import { STRINGS } from "./strings";
import { isToRate, offeredChoices, transcript, unsent, waitingTask } from "./transcript";

const NOON = new Date(2026, 10, 21, 12, 0);
const at = (minutes: number): string => new Date(NOON.getTime() + minutes * 60_000).toISOString();
const text = (seq: number, author: Row["author"], minutes: number): Row => ({
  seq,
  author,
  kind: "text",
  body: { text: "…" },
  client_id: null,
  created: at(minutes),
});
const order = (seq: number): Row => ({
  ...text(seq, "bot", 0),
  kind: "order",
  body: { number: String(1000 + seq) } as OrderBody,
});
const choices = (seq: number): Row => ({
  ...text(seq, "bot", 0),
  kind: "choices",
  body: { text: "?", choices: [{ title: "Yes", payload: "/affirm" }] },
});
const stateWith = (...rows: Row[]): State =>
  next(initial("en"), { type: "joined", rows, language: "en", holder: "bot", typing: false, fresh: false });
const entriesOf = (...rows: Row[]) => transcript(stateWith(...rows), STRINGS.en, NOON);

describe("the transcript", () => {
  test("separates days, and names today and yesterday", () => {
    const days = entriesOf(text(1, "bot", -3 * 1440), text(2, "bot", -1440), text(3, "bot", 0), text(4, "bot", 1))
      .filter((entry) => entry.kind === "day")
      .map((entry) => entry.label);
    expect(days).toEqual([expect.stringContaining("18"), "Yesterday", "Today"]);
  });

  test("gives one time to messages that one author sent together", () => {
    const times = entriesOf(text(1, "bot", 0), text(2, "bot", 1), text(3, "shopper", 2), text(4, "shopper", 20))
      .filter((entry) => entry.kind === "row")
      .map((entry) => [entry.opens, entry.time !== null]);
    expect(times).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
    ]);
  });

  test("puts orders that follow one another into one carousel", () => {
    const kinds = entriesOf(text(1, "bot", 0), order(2), order(3), text(4, "bot", 0), order(5)).map((entry) =>
      entry.kind === "orders" ? entry.rows.length : entry.kind,
    );
    expect(kinds).toEqual(["day", "row", 2, "row", 1]);
  });

  test("is followed by what has not been sent, apart from other people's words", () => {
    const outgoing = {
      clientId: "a",
      text: "x",
      choice: null,
      created: at(0),
      status: "waiting",
      error: null,
    } as const;
    const state = next(stateWith(text(1, "bot", 0)), { type: "queued", outgoing });
    expect(unsent(state)).toEqual([{ key: "a", outgoing, opens: true }]);
  });
});

describe("suggested answers", () => {
  const notice: Row = { ...text(2, "system", 0), kind: "notice", body: { text: "…", code: "slow" } };

  test("are those of the newest message", () => {
    expect(offeredChoices(stateWith(choices(1)))).toHaveLength(1);
    expect(offeredChoices(stateWith(choices(1), text(2, "shopper", 0)))).toEqual([]);
    expect(offeredChoices(stateWith(choices(1), text(2, "bot", 0)))).toEqual([]);
  });

  test("outlive a notice", () => {
    expect(offeredChoices(stateWith(choices(1), notice))).toHaveLength(1);
  });

  test("go at once when one is chosen, so that it cannot be chosen twice", () => {
    const outgoing = {
      clientId: "a",
      text: "Yes",
      choice: "/affirm",
      created: at(0),
      status: "waiting",
      error: null,
    } as const;
    expect(offeredChoices(next(stateWith(choices(1)), { type: "queued", outgoing }))).toEqual([]);
  });
});

const notice = (seq: number, body: Partial<NoticeRow["body"]>): NoticeRow => ({
  ...text(seq, "system", 0),
  kind: "notice",
  body: { text: "…", code: "x", ...body },
});
const task = (seq: number, payload = "/resume_task"): Row => ({
  ...text(seq, "bot", 0),
  kind: "choices",
  body: { text: "", choices: payload ? [{ title: "Return: continue", payload }] : [], task: true, dismiss: "/stop" },
});
const chosen = (seq: number, payload: string): Row =>
  ({ ...text(seq, "shopper", 0), body: { text: "x", payload } }) as Row;

test("what was erased in one go is one line", () => {
  const erased = (seq: number): Row => notice(seq, { code: "erased" });
  const kinds = entriesOf(erased(1), erased(2), erased(3), notice(4, {}), erased(5)).map(({ key }) => key);
  expect(kinds).toEqual(["day-3", "row-3", "row-4", "row-5"]);
});

describe("a task that waits", () => {
  const waiting = (...rows: Row[]): number | undefined => waitingTask(stateWith(...rows))?.seq;

  test("is the newest that was offered", () => {
    expect(waiting(task(1), text(2, "shopper", 0), task(3, "/resume_other"), text(4, "bot", 0))).toBe(3);
  });

  test.each([
    ["taken up", chosen(2, "/resume_task")],
    ["put away", chosen(2, "/stop")],
    ["called over by the bot", task(2, "")],
  ])("is gone once it was %s", (_, row) => {
    expect(waiting(task(1), row)).toBeUndefined();
  });

  test("is gone at once, before the service has heard of it", () => {
    const outgoing = {
      clientId: "a",
      text: "x",
      choice: "/stop",
      created: at(0),
      status: "waiting",
      error: null,
    } as const;
    expect(waitingTask(next(stateWith(task(1)), { type: "queued", outgoing }))).toBeNull();
  });

  test("is not offered while people have the conversation", () => {
    const state = next(stateWith(task(1)), { type: "state", language: "en", holder: "queue" });
    expect(waitingTask(state)).toBeNull();
  });

  test("takes no suggested answers away from the message before it", () => {
    expect(offeredChoices(stateWith(choices(1), task(2))).map(({ payload }) => payload)).toEqual(["/affirm"]);
  });
});

test("a rating is asked for once about the bot and once about people, and not again once it was given", () => {
  const [bot, people, again] = [
    notice(1, { code: "rate", about: "bot" }),
    notice(2, { code: "rate", about: "human" }),
    notice(3, { code: "rate", about: "bot" }),
  ];
  const state = stateWith(bot, people, again);
  expect([bot, people, again].map((one) => isToRate(state, one))).toEqual([false, true, true]);
  expect(isToRate(next(state, { type: "rated", seqs: [3] }), again)).toBe(false);
  expect(isToRate(stateWith(people, notice(4, { code: "rated", about: "human" })), people)).toBe(false);
});
