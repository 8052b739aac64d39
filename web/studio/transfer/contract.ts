/** What `/api/studio/transfer` answers. */

import { call } from "../../shared/staff/call";
import type { Edited } from "../contract";

const TRANSFER = "/api/studio/transfer";
export const EXPORTS = ["examples", "training", "one-file", "faq", "responses", "words"] as const;
export type Export = (typeof EXPORTS)[number];

export function exportAddress(what: Export, version: string, only: string, bom: boolean): string {
  const query = new URLSearchParams({ version, ...(only && { only }), ...(bom && { bom: "1" }) });
  return `${TRANSFER}/export/${what}?${query}`;
}

export interface WordBlock {
  kind: "synonym" | "lookup" | "regex";
  name: string;
  /** By language. */
  words: Record<string, string[]>;
  places: string[];
}

export interface Words {
  blocks: WordBlock[];
  groups: string[][];
  languages: string[];
  readsLookups: boolean;
}

export const readWords = (): Promise<Words> => call("GET", `${TRANSFER}/synonyms`);

interface At {
  kind: string;
  name: string;
  language: string;
}

export const addWords = (at: At, words: string[]): Promise<Edited> =>
  call("POST", `${TRANSFER}/synonyms/add`, { ...at, words });
export const changeWord = (at: At, old: string, now: string): Promise<Edited> =>
  call("POST", `${TRANSFER}/synonyms/change`, { ...at, old, new: now });
export const removeWord = (at: At, word: string): Promise<Edited> =>
  call("POST", `${TRANSFER}/synonyms/remove`, { ...at, word });

export const addGroup = (terms: string[]): Promise<Edited> => call("POST", `${TRANSFER}/groups/add`, { terms });
export const changeGroup = (old: string[], terms: string[]): Promise<Edited> =>
  call("POST", `${TRANSFER}/groups/change`, { old, terms });
export const removeGroup = (old: string[]): Promise<Edited> => call("POST", `${TRANSFER}/groups/remove`, { old });

/** What was typed as a list: separated by commas, Chinese or not, or by lines. */
export const listed = (typed: string): string[] =>
  typed
    .split(/[,，、;；\n]/)
    .map((word) => word.trim())
    .filter(Boolean);
