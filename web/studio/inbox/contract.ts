/** What `/api/studio/inbox` answers. */

import type { Version } from "../contract";

export const REASONS = ["marked", "fallback", "escalated", "disagrees", "low", "near"] as const;
export type Reason = (typeof REASONS)[number];
export type Order = "useful" | "newest";

export interface Mark {
  by: string;
  right_intent: string | null;
  right_answer: string;
  comment: string;
}

/** A shopper's message; `text`, `before` and `answered` are masked. */
export interface Item {
  id: number;
  text: string;
  before: string;
  answered: string;
  language: string;
  /** What the bot took it for, also where it was not sure enough. */
  intent: string | null;
  confidence: number | null;
  threshold: number | null;
  fell_back: boolean;
  marked: Mark | null;
  created: string;
  reasons: Reason[];
  refit: { intent: string | null; confidence: number | null };
  /** A line of training data, with stand-ins for what is masked. */
  example: string;
}

export interface Suggestion {
  intent: string;
  share: number;
}

export interface Group {
  id: number;
  size: number;
  language: string;
  reasons: Partial<Record<Reason, number>>;
  /** The first of them; `ids` are all that one decision is about. */
  items: Item[];
  ids: number[];
  /** Those of the items that differ enough to be worth an example each. */
  examples: number[];
  suggestions: Suggestion[];
  before: { intent: string; by: string } | null;
}

export interface Page {
  groups: Group[];
  total: number;
  open: number;
  /** Messages that have no group yet. */
  unread: number;
  reasons: Record<Reason, number>;
}

export interface Choices {
  intents: { name: string; topic: string }[];
  topics: string[];
  entities: string[];
}

export interface Taken {
  id: number;
  by: string;
  intent: string | null;
}

export interface Decided {
  decision: { id: number; items: number[]; taken: Taken[] };
  version: Version | null;
}

export interface RefitState {
  state: "never" | "running" | "done" | "failed";
  said: string;
  progress?: { seconds: number } | null;
  is_current: boolean;
  edits: number;
}
