import { useCallback, useEffect, useReducer, useRef, useState } from "preact/hooks";
import { call, Refused } from "../../shared/staff/call";
import { useStrings, useStudio } from "../context";
import { problemText } from "../strings";
import type { Decided, Item, Order, Page, Taken } from "./contract";
import { type Decision, initial, next, type State } from "./state";
import { INBOX } from "./strings";

const LOOKS_MS = 15_000;
/** While messages are being grouped. */
const SOON_MS = 3_000;
const REFRESHES_MS = 1_500;
/** So many groups before the end of the list the next are asked for. */
const AHEAD = 15;

export interface Wanted {
  order: Order;
  language: string;
  reason: string;
}

export interface Inbox {
  state: State;
  problem: string | null;
  dispatch(event: { type: "move"; by: number } | { type: "go"; to: number }): void;
  reload(): void;
  showAll(group: number): void;
  decide(decision: Omit<Decision, "key">): void;
  undo(): void;
}

/** The list with what was decided here taken away at once; the server is told one after the other, in the background. */
export function useInbox(wanted: Wanted): Inbox {
  const { studio, strings } = useStudio();
  const words = useStrings(INBOX);
  const [state, dispatch] = useReducer(next, initial);
  const [problem, setProblem] = useState<string | null>(null);
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const keys = useRef(0);
  const ids = useRef(new Map<number, number>());
  const undoing = useRef(new Set<number>());
  const isAsking = useRef(false);
  const refreshing = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const query = new URLSearchParams({ order: wanted.order, of: wanted.language, reason: wanted.reason }).toString();
  const asked = useRef(query);
  asked.current = query;

  const load = useCallback(
    async (type: "loaded" | "more" | "looked", offset = 0): Promise<void> => {
      try {
        const page = await call<Page>("GET", `/api/studio/inbox/?${query}&offset=${offset}`);
        if (asked.current !== query) return;
        dispatch({ type, page });
        setProblem(null);
      } catch (error) {
        setProblem(problemText(error, strings));
      }
    },
    [query, strings],
  );

  useEffect(() => void load("loaded"), [load]);
  useEffect(() => {
    const timer = setInterval(() => void load("looked"), state.unread > 0 ? SOON_MS : LOOKS_MS);
    return () => clearInterval(timer);
  }, [load, state.unread > 0]);
  useEffect(() => {
    const { groups, at, total, isLoaded } = state;
    if (!isLoaded || isAsking.current || groups.length >= total || at + AHEAD < groups.length) return;
    isAsking.current = true;
    void queue.current.then(() => load("more", groups.length)).finally(() => (isAsking.current = false));
  }, [state.groups.length, state.at, state.total, load]);

  /** The rail's number of unpublished files, once the editor pauses. */
  const refreshSoon = (): void => {
    clearTimeout(refreshing.current);
    refreshing.current = setTimeout(() => void studio.refresh(), REFRESHES_MS);
  };

  const send = async ({ key, ids: items, intent, examples, topic }: Decision): Promise<void> => {
    try {
      const body = { items, intent, examples, ...(topic !== null && { new: { topic } }) };
      const { decision, version } = await call<Decided>("POST", "/api/studio/inbox/decide", body);
      ids.current.set(key, decision.id);
      dispatch({ type: "kept", key, id: decision.id });
      tell(decision.taken);
      if (version) refreshSoon();
    } catch (error) {
      const taken = error instanceof Refused && error.code === "conflict" ? (error.detail.taken as Taken[]) : undefined;
      const isGone = error instanceof Refused && error.code === "not_there" && examples.length === 0;
      if (taken || isGone) dispatch({ type: "settled", key });
      else dispatch({ type: "failed", key, said: problemText(error, strings) });
      if (taken) tell(taken);
      else if (!(error instanceof Refused) || error.status === 401) studio.refused(error);
    }
  };

  const tell = (taken: Taken[]): void => {
    const [first] = taken;
    if (first) studio.say(words.takenByOther(first.by, first.intent));
  };

  const takeBack = async (key: number): Promise<void> => {
    const id = ids.current.get(key);
    if (id === undefined) return;
    try {
      await call("POST", "/api/studio/inbox/undo", { decision: id });
      dispatch({ type: "back", key });
      void load("looked");
      refreshSoon();
    } catch (error) {
      undoing.current.delete(key);
      studio.refused(error);
    }
  };

  return {
    state,
    problem,
    dispatch,
    reload: () => void queue.current.then(() => load("loaded")),
    showAll: (group) =>
      void studio.trying(async () => {
        const { items } = await call<{ items: Item[] }>("GET", `/api/studio/inbox/groups/${group}?${query}`);
        dispatch({ type: "rest", group, items });
      }),
    decide: (given) => {
      keys.current += 1;
      const decision = { ...given, key: keys.current };
      dispatch({ type: "decided", decision });
      queue.current = queue.current.then(() => send(decision));
    },
    undo: () => {
      const last = state.done.findLast((one) => !undoing.current.has(one.key));
      if (!last) return;
      undoing.current.add(last.key);
      queue.current = queue.current.then(() => takeBack(last.key));
    },
  };
}
