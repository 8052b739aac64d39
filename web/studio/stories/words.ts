import type { Language } from "../../shared/contract";
import type { Dialogue, Step, Stories } from "./contract";
import { pairsTyped } from "./steps";

/** Real words of an intent, in the reader's language where there are any. */
export function exampleOf(stories: Stories, intent: string, language: Language): string {
  const examples = stories.intents[intent] ?? {};
  return (examples[language] ?? Object.values(examples)[0] ?? [])[0] ?? "";
}

export function wordsOf(stories: Stories, action: string, language: Language): string {
  const words = stories.actions[action] ?? {};
  return words[language] ?? Object.values(words)[0] ?? "";
}

/** What a box of the flow says: its name, and the words. */
export function linesOf(stories: Stories, step: Step, language: Language): string[] {
  const words = (() => {
    if (step.kind === "intent") return step.text || exampleOf(stories, step.name, language);
    if (step.kind === "action") return step.text || wordsOf(stories, step.name, language);
    return step.slots.length > 0 ? pairsTyped(step.slots) : "";
  })();
  if (step.kind === "or") {
    const names = step.options.map((option) => option.name || pairsTyped(option.slots));
    return names.length > 6 ? [...names.slice(0, 5), `+ ${names.length - 5}`] : names;
  }
  const name = step.name || (step.kind === "loop" ? "—" : "");
  return [name, words].filter(Boolean).length > 0 ? [name, words && `“${words}”`].filter(Boolean) : [step.kind];
}

export const isSame = (one: Dialogue, query: URLSearchParams): boolean =>
  one.path === query.get("path") && one.kind === query.get("kind") && one.name === query.get("name");

export const addressOf = ({ path, kind, name }: Pick<Dialogue, "path" | "kind" | "name">, view = ""): string =>
  `/studio/stories?${new URLSearchParams({ path, kind, name, ...(view && { view }) })}`;

/** The dialogue that a place lies in. */
export function dialogueAt(stories: Stories, place: string): Dialogue | undefined {
  const [path, line] = [place.slice(0, place.lastIndexOf(":")), Number(place.slice(place.lastIndexOf(":") + 1))];
  return stories.dialogues.filter((one) => one.path === path && one.line <= line).at(-1);
}
