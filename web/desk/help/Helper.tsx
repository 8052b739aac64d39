import type { Opened } from "../state";

export function Helper(_: { opened: Opened; text: string; insert(text: string): void }) {
  return null;
}
