import { describe, expect, test } from "vitest";
import type { Row } from "../shared/contract";
import {
  agentName,
  type Event,
  initial,
  lengthOf,
  next,
  type Outgoing,
  readRow,
  type State,
  toSend,
  unread,
} from "./state";

const row = (seq: number, author: Row["author"] = "bot", client_id: string | null = null): Row => ({
  seq,
  author,
  kind: "text",
  body: { text: `row ${seq}` },
  client_id,
  created: "2026-11-21T10:00:00.000Z",
});
const outgoing = (clientId: string): Outgoing => ({
  clientId,
  text: "hello",
  choice: null,
  created: "2026-11-21T10:00:00.000Z",
  status: "waiting",
  error: null,
});
const joined = (rows: Row[], fresh = false): Event => ({
  type: "joined",
  rows,
  language: "en",
  holder: "bot",
  typing: false,
  fresh,
});
const stateAfter = (...events: Event[]): State => events.reduce(next, initial("en"));
const seqs = (state: State): number[] => state.rows.map(({ seq }) => seq);

describe("rows", () => {
  test("stand in the order of their seq, however they arrive", () => {
    const state = stateAfter(joined([row(1), row(4)]), { type: "row", row: row(3) }, { type: "row", row: row(2) });
    expect(seqs(state)).toEqual([1, 2, 3, 4]);
  });

  test("that arrive twice are shown once", () => {
    const state = stateAfter(joined([row(1)]), { type: "row", row: row(1) }, joined([row(1), row(2)]));
    expect(seqs(state)).toEqual([1, 2]);
  });

  test("that come before the join's answer do not move what the next join asks for", () => {
    const early = stateAfter(joined([row(1)]), { type: "lost" }, { type: "row", row: row(9) });
    expect(early.synced).toBe(1);
    expect(next(early, joined([row(5), row(9)])).synced).toBe(9);
  });

  test("of an old conversation go when a fresh one begins", () => {
    expect(seqs(stateAfter(joined([row(1), row(2)]), joined([row(1, "system")], true)))).toEqual([1]);
  });

  test("of the same conversation stay when it is joined again", () => {
    expect(seqs(stateAfter(joined([row(1), row(2)]), { type: "lost" }, joined([row(3)])))).toEqual([1, 2, 3]);
  });
});

describe("the outbox", () => {
  const queued: Event = { type: "queued", outgoing: outgoing("a") };

  test("sends nothing before the conversation is joined", () => {
    expect(toSend(stateAfter(queued))).toBeUndefined();
    expect(toSend(stateAfter(queued, joined([])))?.clientId).toBe("a");
  });

  test("sends one message at a time, oldest first", () => {
    const two = stateAfter(joined([]), queued, { type: "queued", outgoing: outgoing("b") });
    expect(toSend(two)?.clientId).toBe("a");
    const busy = next(two, { type: "sending", clientId: "a" });
    expect(toSend(busy)).toBeUndefined();
    expect(toSend(next(busy, { type: "sent", clientId: "a", row: row(1, "shopper", "a") }))?.clientId).toBe("b");
  });

  test("puts what was under way back in line when the connection is lost", () => {
    const state = stateAfter(joined([]), queued, { type: "sending", clientId: "a" }, { type: "lost" });
    expect(state.outbox[0]?.status).toBe("waiting");
    expect(toSend(state)).toBeUndefined();
    expect(toSend(next(state, joined([])))?.clientId).toBe("a");
  });

  test("is cleared by the row itself, even if the answer to the sending never came", () => {
    const state = stateAfter(joined([]), queued, { type: "sending", clientId: "a" }, { type: "lost" });
    expect(next(state, joined([row(1, "shopper", "a")])).outbox).toEqual([]);
  });

  test("keeps a message that failed, with its reason, out of the line until it is tried again", () => {
    const failed = stateAfter(joined([]), queued, { type: "failed", clientId: "a", code: "rate_limited" });
    expect(failed.outbox[0]).toMatchObject({ status: "failed", error: "rate_limited" });
    expect(toSend(failed)).toBeUndefined();
    expect(toSend(next(failed, { type: "requeued", clientId: "a" }))?.clientId).toBe("a");
  });

  test("takes no message twice, nor one that is a row already", () => {
    expect(stateAfter(queued, queued).outbox).toHaveLength(1);
    expect(stateAfter(joined([row(1, "shopper", "a")]), queued).outbox).toEqual([]);
  });
});

describe("unread", () => {
  test("counts what the bot and agents said while the chat was closed", () => {
    const state = stateAfter(joined([row(1), row(2, "shopper"), row(3, "agent"), row(4, "system")]));
    expect(unread(state)).toBe(2);
    expect(unread(next(state, { type: "opened" }))).toBe(0);
  });

  test("goes on counting while the tab is out of sight, and ends when it is looked at", () => {
    const hidden = stateAfter({ type: "opened" }, { type: "visibility", visible: false }, joined([row(1)]));
    expect(unread(hidden)).toBe(1);
    expect(unread(next(hidden, { type: "visibility", visible: true }))).toBe(0);
  });

  test("never grows because another tab has read less", () => {
    const read = stateAfter(joined([row(1), row(2)]), { type: "opened" }, { type: "closed" });
    expect(unread(next(read, { type: "read", seq: 1 }))).toBe(0);
  });
});

test("typing ends when the row is there, also where no event says so", () => {
  const waiting = stateAfter({ ...joined([row(1, "shopper")]), typing: true } as Event);
  expect(waiting.typing).toBe("bot");
  expect(next(waiting, { type: "row", row: row(2, "shopper") }).typing).toBe("bot");
  expect(next(waiting, { type: "row", row: row(2) }).typing).toBeNull();
});

test("typing ends with the connection", () => {
  const typing = stateAfter(joined([]), { type: "typing", author: "bot", on: true });
  expect(typing.typing).toBe("bot");
  expect(next(typing, { type: "lost" }).typing).toBeNull();
});

test("closing the chat takes the open question with it", () => {
  const asked = stateAfter({ type: "opened" }, { type: "confirming", on: true }, { type: "closed" });
  expect(asked.confirming).toBe(false);
});

test("length counts characters, not UTF-16 halves", () => {
  expect(lengthOf("云雀👋🏽")).toBe(4);
});

describe("what the shopper asked to have erased", () => {
  const forgotten = (seq: number, up_to: number): Row => ({
    ...row(seq, "system"),
    kind: "notice",
    body: { text: "Erased.", code: "forgotten", up_to },
  });

  test("is no longer shown on a page that had it, and what was said meanwhile is", () => {
    const shown = [row(1), row(2, "shopper"), row(3, "system"), row(4, "shopper")];
    const state = stateAfter(joined(shown), { type: "row", row: forgotten(5, 3) }, { type: "row", row: row(6) });
    expect(JSON.stringify(state.rows)).not.toMatch(/row [12]/);
    expect(state.rows.map(({ kind }) => kind)).toEqual(["notice", "notice", "notice", "text", "notice", "text"]);
  });

  test("goes as well when the page hears of it only when it comes back", () => {
    const state = stateAfter(joined([row(1), row(2)]), { type: "lost" }, joined([forgotten(3, 2)]));
    expect(JSON.stringify(state.rows)).not.toMatch(/row [12]/);
  });
});

test("a photograph's progress stays with it while it is sent again", () => {
  const photo = { ...outgoing("a"), photo: { url: "blob:1", part: 0 } };
  const state = stateAfter(joined([]), { type: "queued", outgoing: photo }, { type: "sending", clientId: "a" });
  const half = next(state, { type: "progress", clientId: "a", part: 0.5 });
  expect(half.outbox[0]).toMatchObject({ status: "sending", photo: { part: 0.5 } });
  expect(next(half, { type: "lost" }).outbox[0]).toMatchObject({ status: "waiting", photo: { url: "blob:1" } });
});

describe("people", () => {
  const agents = (seq: number): Row => ({ ...row(seq, "agent"), kind: "text", body: { text: "Hello", name: "Mia" } });

  test("are named by what they write, while one of them has the conversation", () => {
    const state = stateAfter(joined([row(1)]), { type: "row", row: agents(2) });
    expect(agentName(state)).toBeNull();
    expect(agentName(next(state, { type: "state", language: "en", holder: "agent" }))).toBe("Mia");
  });

  test("the place in the line is forgotten once nobody waits", () => {
    const waiting = stateAfter(
      joined([row(1)]),
      { type: "state", language: "en", holder: "queue" },
      { type: "place", place: { place: 2, wait_s: 90 } },
    );
    expect(waiting.place).toEqual({ place: 2, wait_s: 90 });
    expect(next(waiting, { type: "state", language: "en", holder: "agent" }).place).toBeNull();
  });

  test("what they have read is said of the newest message only, and only of the shopper's", () => {
    const state = stateAfter(joined([row(1), row(2, "shopper"), row(3, "shopper")]), { type: "seen", seq: 3 });
    expect(readRow(state)).toBe(3);
    expect(readRow(next(state, { type: "row", row: agents(4) }))).toBeNull();
    expect(readRow(next(state, { type: "row", row: row(4, "shopper") }))).toBeNull();
  });
});
