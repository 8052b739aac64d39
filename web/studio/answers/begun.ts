/** What an editor has begun on one page and goes on with on another: an answer to a question that found none. */

import type { Fields } from "./contract";

export interface Begun {
  language: string;
  fields: Fields;
  /** Of the questions that it will answer. */
  keys: string[];
}

let begun: Begun | null = null;

export function begin(what: Begun): void {
  begun = what;
}

/** Once: who comes to the page again begins anew. */
export function takeBegun(): Begun | null {
  const found = begun;
  begun = null;
  return found;
}
