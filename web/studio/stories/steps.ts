/** Steps as an editor reads and types them, on one line each. */

import type { Kind, Pair, Step } from "./contract";

export const KINDS: Kind[] = ["intent", "action", "or", "slots", "loop", "checkpoint"];

export const empty = (kind: Kind, name = ""): Step => ({ kind, name, text: "", entities: [], slots: [], options: [] });

/** What stands in a step's field. */
export function typed(step: Step): string {
  if (step.kind === "or") return step.options.map((option) => option.name || pairsTyped(option.slots)).join(", ");
  if (step.kind === "slots") return pairsTyped(step.slots);
  return step.name || (step.kind === "intent" ? "" : step.text);
}

/** The step that a field's text means; what the field does not show stays as it was. */
export function meant(step: Step, text: string): Step {
  if (step.kind === "or") {
    const names = parts(text);
    const known = new Map(step.options.map((option) => [typed(option), option]));
    return { ...step, options: names.map((name) => known.get(name) ?? empty("intent", name)) };
  }
  if (step.kind === "slots") return { ...step, slots: pairsMeant(text) };
  if (step.kind === "action" && step.text && !step.name) return { ...step, text };
  return { ...step, name: text.trim() };
}

/** `order_number: "1042", email`: one without a value is there, whatever it says. */
export const entitiesTyped = (step: Step): string =>
  pairsTyped(step.entities.flatMap((pairs) => pairs.slice(0, 1)).map((pair) => (pair[1] == null ? [pair[0]] : pair)));

export const entitiesMeant = (text: string): Pair[][] =>
  pairsMeant(text).map((pair) => [pair.length === 1 ? [pair[0], null] : pair]);

export const pairsTyped = (pairs: Pair[]): string =>
  pairs.map((pair) => (pair.length === 2 ? `${pair[0]}: ${valueTyped(pair[1])}` : pair[0])).join(", ");

export function pairsMeant(text: string): Pair[] {
  return parts(text).map((part): Pair => {
    const at = part.indexOf(":");
    return at < 0 ? [part] : [part.slice(0, at).trim(), valueMeant(part.slice(at + 1).trim())];
  });
}

/** A text that would be read as a number, or the like, stands in quotes. */
const valueTyped = (value: unknown): string =>
  typeof value === "string" && typeof valueMeant(value) === "string" && !/[,:"[\]]/.test(value)
    ? value
    : JSON.stringify(value);

function valueMeant(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** At commas, but not within quotes or brackets. */
const parts = (text: string): string[] =>
  (text.match(/(?:"(?:\\.|[^"\\])*"|\[[^\]]*\]|[^,])+/g) ?? []).map((part) => part.trim()).filter(Boolean);
