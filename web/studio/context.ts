import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Language } from "../shared/contract";
import type { State } from "./state";
import { problemText, type Strings } from "./strings";
import type { Studio } from "./studio";

export interface Context {
  studio: Studio;
  state: State;
  strings: Strings;
  language: Language;
}

export const StudioContext = createContext<Context | null>(null);

export function useStudio(): Context {
  const context = useContext(StudioContext);
  if (!context) throw new Error("outside of the studio");
  return context;
}

/** A page's own words, in the language of who looks at it. */
export function useStrings<T>(strings: Record<Language, T>): T {
  return strings[useStudio().language];
}

export interface Loaded<T> {
  data: T | null;
  problem: string | null;
  reload(): void;
}

/** What `load` answers, read anew when `inputs` change or somebody edits; the old stays until the new is there. */
export function useLoaded<T>(load: () => Promise<T>, inputs: readonly unknown[]): Loaded<T> {
  const { state, strings } = useStudio();
  const [data, setData] = useState<T | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [again, setAgain] = useState(0);
  useEffect(() => {
    let wanted = true;
    load().then(
      (found) => {
        if (!wanted) return;
        setData(found);
        setProblem(null);
      },
      (error) => wanted && setProblem(problemText(error, strings)),
    );
    return () => {
      wanted = false;
    };
  }, [...inputs, state.edition, again]);
  return { data, problem, reload: () => setAgain((count) => count + 1) };
}
