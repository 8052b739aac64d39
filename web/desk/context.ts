import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Language } from "../shared/contract";
import type { Desk } from "./desk";
import type { State } from "./state";
import type { Strings } from "./strings";

export interface Context {
  desk: Desk;
  state: State;
  strings: Strings;
  language: Language;
}

export const DeskContext = createContext<Context | null>(null);

export function useDesk(): Context {
  const context = useContext(DeskContext);
  if (!context) throw new Error("outside of the desk");
  return context;
}

export function useStore(desk: Desk): State {
  const [state, set] = useState(desk.store.get());
  useEffect(() => {
    set(desk.store.get());
    return desk.store.subscribe(set);
  }, [desk]);
  return state;
}

/** Now, anew every so often: for what says how long somebody waits. */
export function useNow(everyMs = 1000): number {
  const [now, set] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
