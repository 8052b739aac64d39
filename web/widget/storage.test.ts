import { beforeEach, describe, expect, test } from "vitest";
import type { Outgoing } from "./state";
import { type Memory, memory, shelfOf } from "./storage";

const outgoing = (clientId: string, created: string): Outgoing => ({
  clientId,
  text: clientId,
  choice: null,
  created,
  status: "sending",
  error: null,
});
const open = (server = "https://a.example"): Memory => memory(server, localStorage, sessionStorage);

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

describe("what a device remembers", () => {
  test("comes back after a new load, oldest unsent message first and ready to be sent", () => {
    open().keep(outgoing("b", "2026-11-21T10:01:00Z"));
    open().keep(outgoing("a", "2026-11-21T10:00:00Z"));
    expect(
      open()
        .outbox()
        .map(({ clientId, status }) => [clientId, status]),
    ).toEqual([
      ["a", "waiting"],
      ["b", "waiting"],
    ]);
  });

  test("of two tabs does not overwrite each other", () => {
    const [one, two] = [open(), open()];
    one.keep(outgoing("a", "1"));
    two.keep(outgoing("b", "2"));
    one.forget("a");
    expect(two.outbox().map(({ clientId }) => clientId)).toEqual(["b"]);
  });

  test("of two shops keeps apart", () => {
    open().save({ token: "t", epoch: "e" });
    expect(open("https://b.example").saved()).toBeNull();
  });

  test("about reading belongs to one conversation", () => {
    open().saveReadTo("first", 7);
    expect(open().readTo("first")).toBe(7);
    expect(open().readTo("second")).toBe(0);
  });

  test.each(["", "null", "7", "{}", "[]", '{"token":1}', "{broken"])("is nothing when storage holds %j", (junk) => {
    for (const name of ["conversation", "read", "language", "unsent:x", "tab"]) {
      localStorage.setItem(`aisle:https://a.example:${name}`, junk);
      sessionStorage.setItem(`aisle:https://a.example:${name}`, junk);
    }
    const found = open();
    expect([found.saved(), found.readTo("e"), found.language(), found.outbox(), found.tab()]).toEqual([
      null,
      0,
      null,
      [],
      { open: false, draft: "" },
    ]);
  });
});

test("without storage the chat remembers for as long as the page is there", () => {
  const shelf = shelfOf(() => {
    throw new DOMException("blocked", "SecurityError");
  });
  const blocked = memory("https://a.example", shelf, shelf);
  blocked.save({ token: "t", epoch: "e" });
  blocked.keep(outgoing("a", "1"));
  expect(blocked.saved()?.token).toBe("t");
  expect(blocked.outbox()).toHaveLength(1);
});
