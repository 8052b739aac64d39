import { describe, expect, it } from "vitest";
import type { Group, Item, Page } from "./contract";
import { actOf } from "./keys";
import { matching } from "./ranking";
import { type Decision, type Event, initial, next, type State } from "./state";

const item = (id: number): Item =>
  ({ id, text: `message ${id}`, intent: "greet", reasons: [], example: `message ${id}` }) as unknown as Item;
const group = (id: number, ...ids: number[]): Group =>
  ({ id, size: ids.length, ids, items: ids.map(item), reasons: {}, suggestions: [], examples: [] }) as unknown as Group;
const page = (...groups: Group[]): Page =>
  ({ groups, total: groups.length, open: groups.flatMap((one) => one.ids).length, unread: 0, reasons: {} }) as Page;
const play = (state: State, ...events: Event[]): State => events.reduce(next, state);
const deciding = (key: number, one: Group, ids = one.ids): Event => ({
  type: "decided",
  decision: { key, group: one, ids, intent: "track_order", examples: [], topic: null } satisfies Decision,
});

const [a, b, c] = [group(1, 1), group(2, 2, 3, 4), group(5, 5)];
const open = play(initial, { type: "loaded", page: page(a, b, c) });
const names = (state: State): number[] => state.groups.map((one) => one.id);

describe("working through the inbox", () => {
  it("shows the next as soon as one is decided", () => {
    const state = play(open, deciding(1, a));
    expect([names(state), state.at, state.open, state.decided]).toEqual([[2, 5], 0, 4, 1]);
  });

  it("keeps what was left out of a group", () => {
    const state = play(open, { type: "go", to: 1 }, deciding(1, b, [2, 4]));
    expect(state.groups[1]).toMatchObject({ id: 2, ids: [3], size: 1 });
    expect(state.at).toBe(1);
  });

  it("stands on the last where the last was decided, and on nothing where nothing is left", () => {
    expect(play(open, { type: "go", to: 2 }, deciding(1, c)).at).toBe(1);
    expect(play(open, deciding(1, a), deciding(2, b), deciding(3, c)).groups).toEqual([]);
  });

  it("puts back what could not be saved, or was taken back, where it was", () => {
    const state = play(
      open,
      deciding(1, a),
      deciding(2, b),
      { type: "kept", key: 2, id: 77 },
      { type: "back", key: 1 },
    );
    expect([names(state), state.at, state.open, state.decided]).toEqual([[1, 5], 0, 2, 3]);
    expect(names(play(state, { type: "back", key: 2 }))).toEqual([2, 1, 5]);
    expect(play(open, deciding(1, b, [2]), { type: "back", key: 1 }).groups).toEqual(open.groups);
  });

  it("lets what could not be saved come back with the reason, and stays where the editor is", () => {
    const state = play(open, deciding(1, a), { type: "failed", key: 1, said: "contradicts cancel_order" });
    expect([names(state), state.groups[state.at]?.id]).toEqual([[1, 2, 5], 2]);
    expect(state.problems[1]).toBe("contradicts cancel_order");
    expect(play(state, { type: "go", to: 0 }, deciding(2, a)).problems[1]).toBe("");
  });

  it("puts back a part of a group without what was decided of it otherwise", () => {
    const state = play(open, deciding(1, b, [2]));
    const rest = state.groups[1] as Group;
    const without = play(state, deciding(2, rest, [3]), { type: "back", key: 1 });
    expect(without.groups[1]).toMatchObject({ id: 2, ids: [2, 4], size: 2 });
  });

  it("does not bring back what is decided and on its way while the list is read anew", () => {
    const state = play(open, deciding(1, a), { type: "loaded", page: page(a, b, c) });
    expect(names(state)).toEqual([2, 5]);
  });

  it("moves nothing under the eyes of who works, and says that there is more", () => {
    const d = group(9, 9);
    expect(names(play(open, { type: "looked", page: page(d, a, b, c) }))).toEqual([9, 1, 2, 5]);
    const busy = play(open, { type: "move", by: 1 }, { type: "looked", page: page(d, a, b, c) });
    expect([names(busy), busy.isStale]).toEqual([[1, 2, 5], true]);
  });

  it("adds the next page without what is there already", () => {
    expect(names(play(open, { type: "more", page: page(c, group(9, 9)) }))).toEqual([1, 2, 5, 9]);
  });
});

describe("keys", () => {
  const press = (key: string, target: Element = document.body, more: KeyboardEventInit = {}) => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, ...more });
    Object.defineProperty(event, "target", { value: target });
    return actOf(event);
  };

  it("say what to do", () => {
    expect(press("j")).toEqual({ does: "move", by: 1 });
    expect(press("3")).toEqual({ does: "suggestion", at: 2 });
    expect(press("Enter")).toEqual({ does: "confirm" });
  });

  it("do nothing while somebody types, with Ctrl, or on a button's Enter", () => {
    expect(press("j", document.createElement("textarea"))).toBeNull();
    expect(press("d", document.body, { ctrlKey: true })).toBeNull();
    expect(press("Enter", document.createElement("button"))).toBeNull();
    expect(press("j", document.createElement("button"))).toEqual({ does: "move", by: 1 });
  });
});

describe("finding an intent", () => {
  const intents = ["cancel_order", "change_order", "greet", "order_status", "track_order"];
  it("prefers beginnings", () => {
    expect(matching("order", intents)).toEqual(["order_status", "cancel_order", "change_order", "track_order"]);
    expect(matching("Track or", intents)).toEqual(["track_order"]);
    expect(matching("order track", intents)).toEqual(["track_order"]);
    expect(matching("xyz", intents)).toEqual([]);
  });
});
