/** What `/api/studio/trial` answers. */

export type Verdict = "early" | "better" | "worse";
export const FIGURES = ["understood", "resolved", "escalated", "rated"] as const;
export type FigureName = (typeof FIGURES)[number];

/** `count`: of how many conversations; null where there are none. */
export interface Estimate {
  value: number | null;
  low: number | null;
  high: number | null;
  count: number;
}

export interface Compared {
  trial: Estimate;
  live: Estimate;
  /** Trial less live. */
  difference: Estimate;
  verdict: Verdict;
}

export interface Trial {
  id: number;
  release: number;
  title: string;
  share: number;
  share_changed: string | null;
  began: string;
  ended: string | null;
  outcome: "stopped" | "made_live" | null;
}

export interface Running extends Trial {
  /** Whether Rasa has the model; where it has not, what is live answers. */
  loaded: boolean;
}

export interface Offered {
  id: number;
  title: string;
}

export interface Overview {
  running: Running | null;
  /** Releases that can be tried. */
  releases: Offered[];
  /** Newest first. */
  trials: Trial[];
  shares: { least: number; most: number };
}

export interface Found {
  trial: Trial;
  verdict: Verdict;
  /** From so many conversations on in either arm something is said. */
  least: number;
  counts: { trial: number; live: number };
  left_out: { both: number; other: number };
  figures: Record<FigureName, Compared>;
}
