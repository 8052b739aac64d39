/** What `/api/studio/try` and the quick refit answer. */

export interface Ranked {
  intent: string;
  confidence: number;
}

export interface Passage {
  id: string;
  title?: string;
  text?: string;
  score: number;
  language?: string;
  /** The draft has other words than what is published. */
  differs?: boolean;
  is_gone?: boolean;
}

export interface Action {
  name: string;
  rules: { name: string; place: string }[];
  /** What it says, by language; empty where its code decides. */
  words: Record<string, string>;
}

export interface Near {
  text: string;
  intent: string;
  language: string;
  place: string;
  score: number;
}

export interface Said {
  kind: string;
  body: {
    text?: string;
    choices?: { title: string; payload: string }[];
    products?: { title?: string; name?: string }[];
    number?: string;
  };
}

export interface Answer {
  version: string;
  release?: string | null;
  intent: string | null;
  ranking: Ranked[];
  threshold: number | null;
  entities: { entity: string; value: string }[];
  /** Why there are none, where none could be looked for. */
  no_entities: string;
  actions: Action[];
  near: Near[];
  passages: Passage[];
  passage_threshold: number | null;
  no_passages?: string;
  faq_differs?: string[];
  messages: Said[];
  handoff?: string | null;
}

export interface Progress {
  what?: string;
  done?: number;
  of?: number;
  seconds: number;
}

/** How a calculation in the background stands; `T` is its last result. */
export interface CheckState<T> {
  state: "never" | "running" | "done" | "failed";
  said: string;
  is_current: boolean;
  progress?: Progress;
  last: { draft: string; published: string; at: string; seconds: number; result: T } | null;
}

export interface Fit {
  examples: number;
  intents: number;
  encoded: number;
  seconds: number;
  was_known: boolean;
}

export interface Ready {
  draft: string;
  published: string;
  is_fitted: boolean;
  refit: CheckState<Fit>;
}
