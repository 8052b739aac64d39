import type { Me } from "../contract";

/** How somebody wants to be told: each a switch of the account. */
export const TELLINGS = ["sound", "count", "notify"] as const;
export type Telling = (typeof TELLINGS)[number];

const DEFAULTS: Record<Telling, boolean> = { sound: true, count: true, notify: false };

export function tellingOf(me: Me): Record<Telling, boolean> {
  const chosen = TELLINGS.map((name) => [name, (me.preferences[name] ?? DEFAULTS[name]) === true]);
  return Object.fromEntries(chosen) as Record<Telling, boolean>;
}
