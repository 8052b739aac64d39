import type { Outgoing } from "./state";

/** A message of this shopper that waits to be sent. */
export const newOutgoing = (text: string, choice: string | null): Outgoing => ({
  clientId: newId(),
  text,
  choice,
  created: new Date().toISOString(),
  status: "waiting",
  error: null,
});

export function newId(): string {
  // Not randomUUID: that one is missing on pages served over plain http.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
