/** Pure functions over the fields of an answer. */

import type { Fields, Kind, Wording } from "./contract";

export const lines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/** As `lines` reads them. In a function, since an attribute of JSX takes no `\n`. */
export const onLines = (each: readonly string[]): string => each.join("\n");

export const inOneLine = (each: readonly string[]): string => each.join(", ");

export const listed = (text: string): string[] => text.split(/[,，\s]+/).filter(Boolean);

export const isSame = (a: Fields, b: Fields): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The rows that the widget is shown. */
export function previewed(kind: Kind, fields: Fields): { text: string; buttons: { title: string }[] }[] {
  if (kind === "faq") return [{ text: fields.answer ?? "", buttons: [] }];
  if (kind === "phrase") return [{ text: fields.text ?? "", buttons: [] }];
  return (fields.wordings ?? []).map(({ text, buttons }) => ({ text, buttons }));
}

const BRACES = /\{([^\s{}"':,]+)\}/g;

export function variablesOf(kind: Kind, fields: Fields): Set<string> {
  const texts =
    kind === "response"
      ? (fields.wordings ?? []).flatMap((one) => [one.text, ...one.buttons.map(({ title }) => title)])
      : [fields.text ?? "", fields.answer ?? "", fields.question ?? ""];
  return new Set(texts.flatMap((text) => [...text.matchAll(BRACES)].map((found) => found[1] ?? "")));
}

/** What the service would refuse: variables that nobody fills in, and those that were there before. */
export function faults(kind: Kind, now: Fields, before: Fields | null, known: readonly string[]) {
  const named = variablesOf(kind, now);
  const was = before ? variablesOf(kind, before) : new Set<string>();
  return {
    unknown: [...named].filter((name) => !known.includes(name) && !was.has(name)),
    lost: kind === "faq" ? [] : [...was].filter((name) => !named.has(name)),
  };
}

/** Other wordings in addition, each once. */
export function withAlso(fields: Fields, more: readonly string[]): Fields {
  return { ...fields, also: [...new Set([...(fields.also ?? []), ...more])] };
}

export const replaced = (wordings: readonly Wording[], at: number, change: Partial<Wording>): Wording[] =>
  wordings.map((one, number) => (number === at ? { ...one, ...change } : one));
