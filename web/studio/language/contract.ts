/** What the pages of the language data read from `/api/studio/language`. */

export interface Intent {
  name: string;
  topic: string;
  titles: Record<string, string>;
  counts: Record<string, number>;
  places: Record<string, string>;
  thin: string[];
  missing: string[];
}

export interface Intents {
  version: string;
  languages: string[];
  topics: string[];
  entities: string[];
  intents: Intent[];
  problems: string[];
}

/** As it stands in the files; an edit names it so, and is refused where somebody has changed it since. */
export interface Example {
  path: string;
  line: number;
  written: string;
}

export interface OneIntent {
  name: string;
  exists: boolean;
  titles: Record<string, string>;
  topic: string;
  languages: string[];
  entities: string[];
  examples: Record<string, Example[]>;
}

export interface Found extends Example {
  intent: string;
  language: string;
  place: string;
}

export interface Near {
  intent: string;
  language: string;
  written: string;
  place: string;
  likeness: number;
  is_same: boolean;
}

export interface Told {
  problem: string;
  near: Near[];
}

export interface Place {
  kind: string;
  place: string;
}

export interface Misread extends Example {
  intent: string;
  language: string;
  taken_for: string;
  confidence: number;
}

export const LANGUAGE = "/api/studio/language";
export const keyOf = (example: Example): string => `${example.path}:${example.line}`;
export const pageOf = (intent: string): string => `/studio/language/${encodeURIComponent(intent)}`;
export const refOf = ({ path, line, written }: Example): Example => ({ path, line, written });
