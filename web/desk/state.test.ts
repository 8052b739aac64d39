import { describe, expect, test } from "vitest";
import type { Item, Me, StaffRow } from "./contract";
import { countOf, type Event, holds, initial, listed, next, type State } from "./state";
import { news, unreadOf } from "./telling/news";

const me: Me = {
  id: "mia",
  email: "mia@shop.example",
  name: "Mia",
  roles: ["agent"],
  languages: [],
  skills: [],
  capacity: 5,
  presence: "available",
  preferences: {},
};

const item = (id: string, more: Partial<Item> = {}): Item => ({
  conversation_id: id,
  holder: "queue",
  holder_name: null,
  language: "en",
  created: "2026-11-26T10:00:00.000Z",
  closed: false,
  last_seq: 3,
  customer_name: null,
  last: { author: "shopper", text: "hello", kind: "text", created: "2026-11-26T10:00:00.000Z", seq: 3 },
  asked: "hello",
  asked_at: null,
  unread: 0,
  answer_by: null,
  handoff_id: 1,
  priority: 3,
  reason: "asked_for_human",
  skill: "orders",
  mood: null,
  value_cents: null,
  waiting_since: "2026-11-26T10:00:00.000Z",
  ...more,
});

const row = (seq: number, author: StaffRow["author"] = "shopper", clientId: string | null = null): StaffRow =>
  ({
    seq,
    author,
    kind: "text",
    body: { text: `row ${seq}` },
    client_id: clientId,
    created: "2026-11-26T10:00:00.000Z",
    audience: "all",
  }) as StaffRow;

const stateAfter = (...events: Event[]): State => events.reduce(next, next(initial, { type: "me", me }));
const ids = (state: State): string[] => listed(state).map((one) => one.conversation_id);

describe("the lists", () => {
  test("show who waits by priority, then by how long", () => {
    const state = stateAfter(
      { type: "view", view: "waiting" },
      { type: "item", item: item("late", { waiting_since: "2026-11-26T10:05:00.000Z" }) },
      { type: "item", item: item("early") },
      { type: "item", item: item("urgent", { priority: 1, waiting_since: "2026-11-26T10:09:00.000Z" }) },
    );
    expect(ids(state)).toEqual(["urgent", "early", "late"]);
  });

  test("move a conversation to mine when it is given to me, and lose it when it is gone", () => {
    const given = stateAfter(
      { type: "view", view: "mine" },
      { type: "item", item: item("a") },
      { type: "item", item: item("a", { holder: "agent:mia" }) },
      { type: "item", item: item("b", { holder: "agent:leo" }) },
    );
    expect(ids(given)).toEqual(["a"]);
    expect(ids(next(given, { type: "view", view: "others" }))).toEqual(["b"]);
    expect(ids(next(given, { type: "gone", id: "a" }))).toEqual([]);
  });

  test("show mine with the most pressing answer first", () => {
    const mine = { holder: "agent:mia" };
    const state = stateAfter(
      { type: "item", item: item("calm", mine) },
      { type: "item", item: item("soon", { ...mine, answer_by: "2026-11-26T10:02:00.000Z" }) },
      { type: "item", item: item("now", { ...mine, answer_by: "2026-11-26T10:01:00.000Z" }) },
    );
    expect(ids(state)).toEqual(["now", "soon", "calm"]);
  });

  test("a first page read anew lets go of what has gone meanwhile", () => {
    const state = stateAfter(
      { type: "view", view: "waiting" },
      { type: "item", item: item("gone") },
      { type: "item", item: item("kept", { holder: "agent:leo" }) },
      { type: "listed", view: "waiting", items: [item("new")], from: 0 },
    );
    expect(ids(state)).toEqual(["new"]);
    expect(ids(next(state, { type: "view", view: "others" }))).toEqual(["kept"]);
  });

  test("count as the service counts, however many are loaded", () => {
    const state = stateAfter({ type: "counts", waiting: 2000, mine: 3, others: 40 });
    expect([countOf(state, "waiting"), countOf(state, "mine"), countOf(state, "bot")]).toEqual([2000, 3, 0]);
  });
});

describe("the conversation that is open", () => {
  const opened = (): State => stateAfter({ type: "open", id: "a" });

  test("has each row once and in order, whichever way it came", () => {
    const state = [row(3), row(1), row(2), row(3)].reduce(
      (so, one) => next(so, { type: "row", id: "a", row: one }),
      opened(),
    );
    expect(state.opened?.rows.map((one) => one.seq)).toEqual([1, 2, 3]);
  });

  test("ignores what is said of another", () => {
    expect(next(opened(), { type: "row", id: "b", row: row(1) }).opened?.rows).toEqual([]);
    const typing = next(opened(), { type: "typing", id: "b", author: "shopper", name: null, on: true });
    expect(typing.opened?.typing).toBeNull();
  });

  test("shows an answer on its way until its row is there, and keeps one that failed", () => {
    const outgoing = { clientId: "c1", text: "hi", isNote: false, status: "sending" as const, error: null };
    const sending = next(opened(), { type: "send", id: "a", outgoing });
    const failed = next(sending, { type: "failed", id: "a", clientId: "c1", error: "not_holder" });
    expect(failed.outgoing.a).toEqual([{ ...outgoing, status: "failed", error: "not_holder" }]);
    const sent = next(failed, { type: "row", id: "a", row: row(4, "agent", "c1") });
    expect(sent.outgoing.a).toEqual([]);
  });

  test("keeps what is on its way while another is open", () => {
    const outgoing = { clientId: "c1", text: "hi", isNote: false, status: "sending" as const, error: null };
    const elsewhere = [{ type: "send", id: "a", outgoing } as const, { type: "open", id: "b" } as const].reduce(
      next,
      opened(),
    );
    const failed = next(elsewhere, { type: "failed", id: "a", clientId: "c1", error: "no_answer" });
    expect(next(failed, { type: "open", id: "a" }).outgoing.a?.[0]?.status).toBe("failed");
    expect(next(elsewhere, { type: "row", id: "a", row: row(4, "agent", "c1") }).outgoing.a).toEqual([]);
  });

  test("is mine only while I am its holder", () => {
    const held = { holderName: "Mia", language: "en", closed: false };
    const mine = next(opened(), { type: "holder", id: "a", holder: "agent:mia", ...held });
    expect(holds(mine)).toBe(true);
    expect(holds(next(mine, { type: "holder", id: "a", holder: "agent:leo", ...held }))).toBe(false);
  });

  test("a read mark never goes back", () => {
    const read = next(opened(), { type: "read", id: "a", reader: "shopper", seq: 5 });
    expect(next(read, { type: "read", id: "a", reader: "shopper", seq: 2 }).opened?.marks.shopper).toBe(5);
  });
});

describe("news", () => {
  const mine = { holder: "agent:mia" };
  const known = stateAfter({ type: "listed", view: "mine", items: [item("a", mine)], from: 0 });

  test("is a conversation that was given to me", () => {
    const now = next(known, { type: "item", item: item("b", mine) });
    expect(news(known, now).map(({ item: { conversation_id: id }, kind }) => [id, kind])).toEqual([["b", "assigned"]]);
  });

  test("is a new message in one of mine, not my own answer nor somebody else's conversation", () => {
    const message = {
      ...mine,
      unread: 1,
      asked_at: "2026-11-26T10:03:00.000Z",
      last: { author: "shopper", text: "?", kind: "text", created: "", seq: 4 },
    };
    const asked = next(known, { type: "item", item: item("a", message) });
    expect(news(known, asked).map(({ kind }) => kind)).toEqual(["message"]);
    expect(unreadOf(asked)).toBe(1);
    const answered = next(asked, {
      type: "item",
      item: item("a", { ...mine, last: { author: "agent", text: "!", kind: "text", created: "", seq: 5 } }),
    });
    expect(news(asked, answered)).toEqual([]);
    expect(news(known, next(known, { type: "item", item: item("c", { holder: "agent:leo", unread: 2 }) }))).toEqual([]);
  });

  test("is not what was there when the desk was opened", () => {
    const before = stateAfter();
    const first = next(before, { type: "listed", view: "mine", items: [item("a", { ...mine, unread: 3 })], from: 0 });
    expect(news(before, first)).toEqual([]);
  });
});

test("whoever is logged out leaves nothing behind", () => {
  const state = stateAfter({ type: "item", item: item("a") }, { type: "open", id: "a" });
  expect(next(state, { type: "signed_out" })).toEqual({ ...initial, me: null });
});
