/** The keys of the inbox. They do nothing while somebody types, and can be switched off. */

export type PlainAct =
  | "confirm"
  | "discard"
  | "undo"
  | "search"
  | "new"
  | "edit"
  | "mark"
  | "example"
  | "reload"
  | "refit"
  | "try"
  | "keys";
export type Act = { does: "move"; by: number } | { does: "suggestion"; at: number } | { does: PlainAct };

const PLAIN: Record<string, Act> = {
  j: { does: "move", by: 1 },
  ArrowDown: { does: "move", by: 1 },
  k: { does: "move", by: -1 },
  ArrowUp: { does: "move", by: -1 },
  Enter: { does: "confirm" },
  d: { does: "discard" },
  u: { does: "undo" },
  "/": { does: "search" },
  n: { does: "new" },
  e: { does: "edit" },
  m: { does: "mark" },
  x: { does: "example" },
  r: { does: "reload" },
  f: { does: "refit" },
  t: { does: "try" },
  "?": { does: "keys" },
};

const TYPED = "input:not([type=checkbox], [type=radio]), textarea, select, dialog, .try, .marker, [contenteditable]";
// what Enter and the arrows mean there is the browser's
const OWN = "button, a, summary, input";

export function actOf(event: KeyboardEvent): Act | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(TYPED) || document.querySelector("dialog[open]")) return null;
  if (event.key === "Enter" && target?.closest(OWN)) return null;
  if (/^[1-9]$/.test(event.key)) return { does: "suggestion", at: Number(event.key) - 1 };
  return PLAIN[event.key] ?? null;
}

const OFF = "aisle.inbox.keys";

export const keysAreOn = (): boolean => localStorage.getItem(OFF) !== "off";
export const switchKeys = (on: boolean): void => localStorage.setItem(OFF, on ? "on" : "off");
