/** What `/api/studio/answers` sends and takes. */

import type { Version } from "../contract";

export const KINDS = ["faq", "response", "phrase"] as const;
export type Kind = (typeof KINDS)[number];

export interface Button {
  title: string;
  payload: string;
}

/** One way of saying a response. `at` names it among those that are there; null: a new one. */
export interface Wording {
  at: number | null;
  text: string;
  buttons: Button[];
  /** When else it is said, in words. */
  only?: string;
  /** The name of the list of buttons that it shares with others. */
  shared?: string;
  /** The buttons are to be changed here only. */
  own?: boolean;
}

/** Which of them there are depends on the kind. */
export interface Fields {
  question?: string;
  also?: string[];
  answer?: string;
  intents?: string[];
  text?: string;
  wordings?: Wording[];
}

export interface Row {
  kind: Kind;
  name: string;
  topic: string;
  texts: Record<string, string[]>;
  missing: string[];
  pending: boolean;
}

export interface Listing {
  languages: string[];
  topics: string[];
  files: string[];
  intents: string[];
  answers: Row[];
  may_live: boolean;
}

export interface Text {
  fields: Fields;
  place: string;
  stamp: string;
  pending: boolean;
  live: { fields: Fields; stamp: string } | null;
}

export interface Answer {
  kind: Kind;
  name: string;
  topic: string;
  texts: Record<string, Text>;
  variables: string[];
  shared: Record<string, string[]>;
  may_live: boolean;
}

export interface Earlier {
  version: Version;
  fields: Fields | null;
  patch: string;
}

export interface Question {
  keys: string[];
  language: string;
  count: number;
  last: string;
  wordings: { text: string; count: number }[];
}

export interface Begin {
  passages: { id: string; title: string; text: string; score: number; language: string }[];
  before: { title: string; text: string; language: string; score: number }[];
  reachable: boolean;
}

export const EMPTY: Record<Kind, Fields> = {
  faq: { question: "", also: [], answer: "", intents: [] },
  response: { wordings: [{ at: null, text: "", buttons: [] }] },
  phrase: { text: "" },
};
