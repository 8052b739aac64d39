/** What every page of the studio shows or needs; each page reads its own besides. Changed only by `next`. */

import type { Me } from "../shared/staff/me";
import type { Overview } from "./contract";

export interface State {
  /** undefined until it is known; null: nobody is logged in. */
  me: Me | null | undefined;
  overview: Overview | null;
  /** Grows with every edit: pages that show files read them anew. */
  edition: number;
  tryIsOpen: boolean;
  toast: { id: number; text: string; undo: string | null } | null;
}

export type Event =
  | { type: "me"; me: Me | null }
  | { type: "overview"; overview: Overview }
  | { type: "edited" }
  | { type: "try"; open: boolean }
  | { type: "toast"; text: string; undo?: string | null }
  | { type: "toasted" };

export const initial: State = { me: undefined, overview: null, edition: 0, tryIsOpen: false, toast: null };

export function next(state: State, event: Event): State {
  switch (event.type) {
    case "me":
      return event.me ? { ...state, me: event.me } : { ...initial, me: null };
    case "overview":
      return { ...state, overview: event.overview };
    case "edited":
      return { ...state, edition: state.edition + 1 };
    case "try":
      return { ...state, tryIsOpen: event.open };
    case "toast":
      return { ...state, toast: { id: (state.toast?.id ?? 0) + 1, text: event.text, undo: event.undo ?? null } };
    case "toasted":
      return { ...state, toast: null };
  }
}
