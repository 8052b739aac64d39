/** What `/api/studio/checks` answers. */

import type { CheckState, Fit } from "../tryout/contract";

export interface Problem {
  severity: "error" | "warning";
  about?: "nlu" | "faq" | "stories";
  said: string;
  places?: string[];
}
export interface Validity {
  errors: number;
  warnings: number;
  problems: Problem[];
}

/** Shares that are understood, 0 … 1. */
export interface Share {
  name: string;
  count: number;
  draft: number;
  published: number;
}
export interface HeldOut {
  languages: Share[];
  intents: Share[];
  better: number;
  worse: number;
}

export interface Pair {
  intent: string;
  read_as: string;
  count: number;
  of: number;
  share: number;
  examples: { text: string; place: string; sure: number }[];
}
export interface Confused {
  languages: Pick<Share, "name" | "count" | "draft">[];
  pairs: Pair[];
  thin: { intent: string; language: string; examples: number }[];
}

export type Verdict = "worse" | "better" | "other";
export interface Changes {
  messages: number;
  labelled: number;
  right: { draft: number; published: number };
  counts: Record<Verdict, number>;
  answers: string[];
}
export interface Side {
  intent: string;
  confidence: number;
  sure: boolean;
  action: string;
}
export interface ChangedMessage {
  id: number;
  text: string;
  language: string;
  label: string;
  before: Side;
  after: Side;
  kind: "intent" | "threshold" | "answer";
  verdict: Verdict;
}

export interface Results {
  refit: Fit;
  validity: Validity;
  held_out: HeldOut;
  messages: Changes;
  confused: Confused;
  rasa: Validity;
}
export type CheckName = Exclude<keyof Results, "refit">;
export interface Checks {
  draft: string;
  published: string;
  checks: { [name in keyof Results]: CheckState<Results[name]> };
}
