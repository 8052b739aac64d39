import { describe, expect, test } from "vitest";
import type { OrderBody, Row } from "../shared/contract";
import { initial, next, type State } from "./state";
import { STRINGS } from "./strings";
import { offeredChoices, transcript, unsent } from "./transcript";

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
