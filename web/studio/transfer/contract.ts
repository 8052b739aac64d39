/** What `/api/studio/transfer` answers. */

import { call, Refused } from "../../shared/staff/call";
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
  /** Whether this editor's groups serve at once; else they are in the draft. */
  mayLive: boolean;
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

export const KINDS = ["examples", "questions", "replies", "meanings"] as const;
export type Kind = (typeof KINDS)[number];
export const LARGEST_BYTES = 10_000_000;

export interface Piece {
  /** e3: the fourth example of the upload. */
  id: string;
  place: string;
  language: string;
  /** What it is called: an intent, a question, a response, a meaning. */
  what: string;
  text: string;
}

export interface Difference extends Piece {
  remark: "other_intent" | "other_marks" | "other_text" | "other_meaning" | "twice";
  there: string;
  places: string[];
  intent: string;
}

export interface Near extends Piece {
  there: string;
  intent: string;
  places: string[];
  likeness: number;
}

export interface Unknown {
  name: string;
  count: number;
  samples: string[];
  languages: string[];
  /** Names of ours that read alike, at most one. */
  like: string[];
}

export interface Report {
  name: string;
  counts: Record<Kind, { new: number; there: number; different: number; unknown: number }>;
  new: Record<Kind, Piece[]>;
  faults: { place: string; said: string }[];
  different: Difference[];
  near: Near[];
  unknown: Unknown[];
  notes: string[];
  lengths: Record<"faults" | "different" | "near" | "unknown" | "notes", number>;
  intents: string[];
  topics: string[];
}

export type ImportState =
  | { state: "reading"; progress: { step: string; done: number; of: number } | null }
  | { state: "ready"; report: Report }
  | { state: "refused"; error: { code: string; message: string; detail: Record<string, unknown> } };

export type Naming = { to: string } | { make: string; topic: string };

export interface Choice {
  kinds: Kind[];
  take: string[];
  leave: string[];
  intents: Record<string, Naming>;
}

export interface Applied extends Edited {
  applied: { added: Partial<Record<Kind, number>>; replaced: Partial<Record<Kind, number>>; left: number };
}

/** Sends a file's bytes; rejects with Refused. */
export async function sendFile(file: File, language: string, encoding: string): Promise<string> {
  const query = new URLSearchParams({ name: file.name, in: language, encoding });
  let answer: Response;
  try {
    answer = await fetch(`${TRANSFER}/imports?${query}`, { method: "POST", body: file });
  } catch {
    throw new Refused("no_answer", "", 0);
  }
  const given = await answer.json().catch(() => null);
  if (answer.ok) return given.token;
  throw new Refused(given?.error?.code ?? "server_error", given?.error?.message ?? "", answer.status);
}

export const lastImport = (): Promise<{ token: string | null }> => call("GET", `${TRANSFER}/imports`);
export const readImport = (token: string): Promise<ImportState> => call("GET", `${TRANSFER}/imports/${token}`);
export const dropImport = (token: string): Promise<unknown> => call("DELETE", `${TRANSFER}/imports/${token}`);
export const applyImport = (token: string, choice: Choice): Promise<Applied> =>
  call("POST", `${TRANSFER}/imports/${token}/apply`, choice);
