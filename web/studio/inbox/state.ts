/** The inbox as an editor works through it: what is decided is gone at once, and comes back where it could not be. */

import type { Group, Item, Page, Reason } from "./contract";

/** What an editor decides about a group, or some of it. `intent` null: discarded. */
export interface Decision {
  key: number;
  group: Group;
  ids: number[];
  intent: string | null;
  examples: string[];
  /** A new intent's topic. */
  topic: string | null;
}

/** `id` is the server's; null while it is on its way. `at`: where in the list the group stood. */
export interface Done {
  key: number;
  id: number | null;
  at: number;
  group: Group;
  ids: number[];
  intent: string | null;
}

export interface State {
  groups: Group[];
  at: number;
  /** Groups that match, those that are not loaded among them. */
  total: number;
  open: number;
  unread: number;
  reasons: Record<Reason, number> | null;
  isLoaded: boolean;
  done: Done[];
  /** Since the page was opened, without what was taken back. */
  decided: number;
  /** Why a group could not be decided, by its id: it is back, and nothing has changed. */
  problems: Readonly<Record<number, string>>;
  /** Groups on the server that are not in the list, for want of looking. */
  isStale: boolean;
}

export type Event =
  | { type: "loaded"; page: Page }
  | { type: "more"; page: Page }
  | { type: "looked"; page: Page }
  | { type: "move"; by: number }
  | { type: "go"; to: number }
  | { type: "rest"; group: number; items: Item[] }
  | { type: "decided"; decision: Decision }
  | { type: "kept"; key: number; id: number }
  | { type: "back"; key: number }
  | { type: "failed"; key: number; said: string }
  | { type: "settled"; key: number };

export const initial: State = {
  groups: [],
  at: 0,
  total: 0,
  open: 0,
  unread: 0,
  reasons: null,
  isLoaded: false,
  done: [],
  decided: 0,
  problems: {},
  isStale: false,
};

const within = (at: number, groups: Group[]): number => Math.max(0, Math.min(at, groups.length - 1));

export function next(state: State, event: Event): State {
  switch (event.type) {
    case "loaded":
      return { ...state, ...counts(state, event.page), groups: visible(state, event.page), at: 0, isStale: false };
    case "more": {
      const known = new Set(state.groups.map((group) => group.id));
      const groups = [...state.groups, ...visible(state, event.page).filter((group) => !known.has(group.id))];
      return { ...state, ...counts(state, event.page), groups };
    }
    case "looked":
      return looked(state, event.page);
    case "move":
      return { ...state, at: within(state.at + event.by, state.groups) };
    case "go":
      return { ...state, at: within(event.to, state.groups) };
    case "rest":
      return {
        ...state,
        groups: state.groups.map((group) => (group.id === event.group ? all(group, event.items) : group)),
      };
    case "decided":
      return decided(state, event.decision);
    case "kept":
      return { ...state, done: state.done.map((one) => (one.key === event.key ? { ...one, id: event.id } : one)) };
    case "back":
      return back(state, event.key);
    case "failed":
      return failed(state, event.key, event.said);
    case "settled":
      return { ...state, done: state.done.filter((one) => one.key !== event.key) };
  }
}

/** What is on its way to the server counts as decided. */
function counts(state: State, { total, open, unread, reasons }: Page) {
  const onTheirWay = state.done.filter((one) => one.id === null).reduce((sum, one) => sum + one.ids.length, 0);
  return { total, open: Math.max(0, open - onTheirWay), unread, reasons, isLoaded: true };
}

/** Without what is decided here and on its way there. */
function visible(state: State, page: Page): Group[] {
  const onTheirWay = new Set(state.done.filter((one) => one.id === null).flatMap((one) => one.ids));
  return page.groups.flatMap((group) => {
    const left = without(group, onTheirWay);
    return left ? [left] : [];
  });
}

/** Nothing moves under the eyes of who works: before they have begun the list is simply the newest. */
function looked(state: State, page: Page): State {
  if (state.done.length === 0 && state.at === 0) return next(state, { type: "loaded", page });
  const known = new Set([...state.groups, ...state.done.map((one) => one.group)].map((group) => group.id));
  const isNew = page.groups.some((group) => !known.has(group.id));
  return {
    ...state,
    ...counts(state, page),
    total: Math.max(page.total, state.groups.length),
    isStale: state.isStale || isNew,
  };
}

function decided(state: State, { key, group, ids, intent }: Decision): State {
  const at = state.groups.findIndex((one) => one.id === group.id);
  if (at < 0) return state;
  const left = without(group, new Set(ids));
  const groups = left ? state.groups.with(at, left) : state.groups.toSpliced(at, 1);
  return {
    ...state,
    groups,
    at: within(state.at, groups),
    total: state.total - (left ? 0 : 1),
    open: state.open - ids.length,
    decided: state.decided + ids.length,
    problems: { ...state.problems, [group.id]: "" },
    done: [...state.done, { key, id: null, at, group, ids, intent }],
  };
}

function back(state: State, key: number): State {
  const one = state.done.find((done) => done.key === key);
  if (!one) return state;
  const others = state.done.filter((done) => done.key !== key && done.group.id === one.group.id);
  const group = without(one.group, new Set(others.flatMap((done) => done.ids))) ?? one.group;
  const there = state.groups.findIndex((open) => open.id === group.id);
  const groups = there >= 0 ? state.groups.with(there, group) : state.groups.toSpliced(one.at, 0, group);
  return {
    ...state,
    groups,
    at: there >= 0 ? there : within(one.at, groups),
    total: state.total + (there >= 0 ? 0 : 1),
    open: state.open + one.ids.length,
    decided: state.decided - one.ids.length,
    done: state.done.filter((done) => done.key !== key),
  };
}

/** Comes back without a move: the next key is meant for what is shown. */
function failed(state: State, key: number, said: string): State {
  const one = state.done.find((done) => done.key === key);
  if (!one) return state;
  const shown = state.groups[state.at]?.id;
  const after = back(state, key);
  const at = after.groups.findIndex((group) => group.id === shown);
  return { ...after, at: at >= 0 ? at : after.at, problems: { ...state.problems, [one.group.id]: said } };
}

/** A group without some of its items; null where none is left. */
function without(group: Group, gone: ReadonlySet<number>): Group | null {
  const ids = group.ids.filter((id) => !gone.has(id));
  if (ids.length === group.ids.length) return group;
  const items = group.items.filter((item) => !gone.has(item.id));
  if (ids.length === 0) return null;
  return { ...group, ids, items, size: group.size - (group.ids.length - ids.length) };
}

function all(group: Group, items: Item[]): Group {
  const open = new Set(group.ids);
  return { ...group, items: items.filter((item) => open.has(item.id)) };
}

/** How many groups could not be decided. */
export const failures = (state: State): number => state.groups.filter((group) => state.problems[group.id]).length;

/** Whether it is worth an example whatever it is decided to mean: the bot was not sure, or wrong. */
export const isUnsure = (group: Group): boolean =>
  (["marked", "fallback", "low", "near", "disagrees"] as const).some((reason) => group.reasons[reason]);
