import { isLanguage, type Language } from "../shared/contract";
import type { Outgoing } from "./state";

/** `epoch` names a conversation on this device: tabs compare it, because a token may be renewed in mid-conversation. */
export interface Saved {
  token: string;
  epoch: string;
}

export interface Tab {
  open: boolean;
  draft: string;
}

/**
 * What outlives a page: which conversation it is, what has been read, and what has not been sent yet. Rows are not
 * kept: they hold orders and addresses, and a join brings them back.
 *
 * Each unsent message has a key of its own, so that two tabs never overwrite each other's list.
 */
export interface Memory {
  saved(): Saved | null;
  save(saved: Saved | null): void;
  readTo(epoch: string): number;
  saveReadTo(epoch: string, seq: number): void;
  rated(epoch: string): number[];
  saveRated(epoch: string, seqs: readonly number[]): void;
  language(): Language | null;
  saveLanguage(language: Language): void;
  outbox(): Outgoing[];
  keep(outgoing: Outgoing): void;
  forget(clientId: string): void;
  /** Of this tab alone: whether the chat stood open, and what was typed but not sent. */
  tab(): Tab;
  saveTab(tab: Tab): void;
  /** Calls `changed` when another tab wrote something. */
  watch(changed: () => void): () => void;
}

type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** Where a browser forbids storage (private windows, blocked cookies) the chat works until the page is left. */
export function shelfOf(storage: () => Storage): Shelf {
  try {
    const found = storage();
    found.setItem("aisle:probe", "1");
    found.removeItem("aisle:probe");
    return found;
  } catch {
    return volatileShelf();
  }
}

function volatileShelf(): Shelf {
  const held = new Map<string, string>();
  return {
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => void held.set(key, value),
    removeItem: (key) => void held.delete(key),
    key: (index) => [...held.keys()][index] ?? null,
    get length() {
      return held.size;
    },
  };
}

/** `server` is part of every key: two shops' chats on one origin keep apart. */
export function memory(server: string, shelf: Shelf, tabShelf: Shelf): Memory {
  const key = (name: string): string => `aisle:${server}:${name}`;
  const unsent = key("unsent:");
  const read = <T>(name: string): T | null => parse<T>(shelf.getItem(key(name)));
  const write = (name: string, value: unknown): void => put(shelf, key(name), value);
  return {
    saved() {
      const found = read<Saved>("conversation");
      return typeof found?.token === "string" && typeof found.epoch === "string" ? found : null;
    },
    save: (saved) => (saved ? write("conversation", saved) : shelf.removeItem(key("conversation"))),
    readTo(epoch) {
      const found = read<{ epoch: string; seq: number }>("read");
      return found?.epoch === epoch && Number.isInteger(found.seq) ? found.seq : 0;
    },
    saveReadTo: (epoch, seq) => write("read", { epoch, seq }),
    rated(epoch) {
      const found = read<{ epoch: string; seqs: number[] }>("rated");
      return found?.epoch === epoch && Array.isArray(found.seqs) ? found.seqs.filter(Number.isInteger) : [];
    },
    saveRated: (epoch, seqs) => write("rated", { epoch, seqs }),
    language() {
      const found = read<string>("language");
      return isLanguage(found) ? found : null;
    },
    saveLanguage: (language) => write("language", language),
    outbox: () =>
      keysOf(shelf, unsent)
        .flatMap((one) => outgoing(shelf.getItem(one)))
        .sort(byCreated),
    keep: (one) => put(shelf, unsent + one.clientId, { ...one, status: "waiting", error: null }),
    forget: (clientId) => shelf.removeItem(unsent + clientId),
    tab() {
      const found = parse<Partial<Tab>>(tabShelf.getItem(key("tab")));
      return { open: found?.open === true, draft: typeof found?.draft === "string" ? found.draft : "" };
    },
    saveTab: ({ open, draft }) => put(tabShelf, key("tab"), { open, draft }),
    watch(changed) {
      const heard = (event: StorageEvent): void => {
        if (event.key === null || event.key.startsWith(key(""))) changed();
      };
      addEventListener("storage", heard);
      return () => removeEventListener("storage", heard);
    },
  };
}

const byCreated = (a: Outgoing, b: Outgoing): number => a.created.localeCompare(b.created);

const keysOf = (shelf: Shelf, start: string): string[] =>
  Array.from({ length: shelf.length }, (_, index) => shelf.key(index) ?? "").filter((key) => key.startsWith(start));

function parse<T>(stored: string | null): T | null {
  if (stored === null) return null;
  try {
    return JSON.parse(stored) as T;
  } catch {
    return null;
  }
}

/** A full disk must not stop a conversation: the message is still in the page's own outbox. */
function put(shelf: Shelf, key: string, value: unknown): void {
  try {
    shelf.setItem(key, JSON.stringify(value));
  } catch (error) {
    console.warn("aisle: could not be stored on this device", error);
  }
}

/** One stored message, or none if something else wrote under our key. */
function outgoing(stored: string | null): Outgoing[] {
  const found = parse<Partial<Outgoing>>(stored);
  if (typeof found?.clientId !== "string" || typeof found.text !== "string") return [];
  const { clientId, text } = found;
  const choice = typeof found.choice === "string" ? found.choice : null;
  const created = typeof found.created === "string" ? found.created : new Date().toISOString();
  return [{ clientId, text, choice, created, status: "waiting", error: null }];
}
