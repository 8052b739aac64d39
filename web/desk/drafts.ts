/** What an agent has begun to write, by conversation: it outlives switching and a reload, not the log-out. */

const PREFIX = "aisle-desk:draft:";

export interface Draft {
  text: string;
  isNote: boolean;
}

export function draftOf(id: string): Draft {
  try {
    const kept = sessionStorage.getItem(PREFIX + id);
    return kept ? (JSON.parse(kept) as Draft) : { text: "", isNote: false };
  } catch {
    return { text: "", isNote: false };
  }
}

export function keep(id: string, draft: Draft): void {
  try {
    if (draft.text) sessionStorage.setItem(PREFIX + id, JSON.stringify(draft));
    else sessionStorage.removeItem(PREFIX + id);
  } catch {
    // storage is blocked: the draft lasts as long as the page
  }
}

export function forgetAll(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  } catch {
    // as above
  }
}
