/** What is worth telling of what changed: pure, so that nothing depends on a tab being awake when it came. */

import type { Item } from "../contract";
import { mine, type State } from "../state";

export interface News {
  item: Item;
  kind: "assigned" | "message";
}

/** Conversations that are mine now and were not, and messages in mine that were not there. A first list is no news. */
export function news(before: State, now: State): News[] {
  if (before.items === now.items || !before.loaded.mine) return [];
  const own = mine(now);
  return Object.values(now.items).flatMap((item): News[] => {
    if (item.holder !== own) return [];
    const known = before.items[item.conversation_id];
    if (known?.holder !== own) return [{ item, kind: "assigned" }];
    // whoever has written since: a tab that slept sees only what is last
    const isNew = item.unread > 0 && (item.asked_at ?? "") > (known.asked_at ?? "");
    return isNew ? [{ item, kind: "message" }] : [];
  });
}

/** How many of mine have something that I have not read. */
export const unreadOf = (state: State): number =>
  Object.values(state.items).filter((item) => item.holder === mine(state) && item.unread > 0).length;
