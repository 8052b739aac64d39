export const STEPS = ["queued", "training", "checking", "awaiting_approval", "swapping", "live"] as const;
export type Outcome = "superseded" | "failed" | "cancelled" | "killed";
export type ReleaseState = (typeof STEPS)[number] | Outcome;

export interface Score {
  /** 0 … 1, of the likeliest intent. */
  accuracy: number | null;
  messages: number;
  /** Meant, understood, how often. */
  confusions: [string, string, number][];
}

export interface Figures {
  seconds?: number;
  /** No training was needed. */
  reused?: boolean;
  languages?: Record<string, Score>;
}

export interface Release {
  id: number;
  version: string;
  parent: string;
  kind: "edits" | "back" | "anew" | "first";
  title: string;
  message: string;
  author: string;
  by_name: string;
  created: string;
  finished: string | null;
  state: ReleaseState;
  running: boolean;
  holds: boolean;
  progress: { phase?: string; percent?: number };
  figures: Figures;
  /** What happened, in words of the server. */
  told: string | null;
  approved_name: string | null;
  /** Going back to it takes seconds. */
  kept: boolean;
}

export interface Releases {
  releases: Release[];
  /** The published version that no model was learnt for. */
  behind: string | null;
  second_approval: boolean;
}

export const wasPublished = (release: Release): boolean => release.state === "live" || release.state === "superseded";

/** Those that went out, oldest first: what the chart draws. */
export const overTime = (releases: readonly Release[]): Release[] =>
  releases.filter((each) => wasPublished(each) && each.figures.languages).reverse();
