/** A dialogue while it is written: what was typed, what the draft made of it, and what the editor made of that. */

import type { Done, Example, Heard, New, Step } from "./contract";
import { empty } from "./steps";

export interface Turn {
  text: string;
  heard: Heard;
  /** As the draft understood it, or as corrected. */
  intent: string;
  /** What the bot would do after this intent. */
  predicted: Done[];
  actions: string[];
}

export const begun = (text: string, heard: Heard): Turn => ({
  text,
  heard,
  intent: heard.intent,
  predicted: heard.actions,
  actions: heard.actions.map((done) => done.action),
});

/** With another intent, and what follows that. */
export const meaning = (turn: Turn, intent: string, predicted: Done[]): Turn => ({
  ...turn,
  intent,
  predicted,
  actions: predicted.map((done) => done.action),
});

export const isReunderstood = (turn: Turn): boolean => turn.intent !== turn.heard.intent;

/** Whether the bot is to do something else than the rules say; also where no rule says anything. */
export const isRedone = (turn: Turn): boolean =>
  turn.actions.join("\n") !== turn.predicted.map((done) => done.action).join("\n");

/** `literal`: with the words that were typed, as tests have them. */
export function stepsOf(turns: Turn[], literal = false): Step[] {
  return turns.flatMap((turn) => [
    { ...empty("intent", turn.intent), text: literal ? turn.text : "" },
    ...turn.actions.map((action) => empty("action", action)),
  ]);
}

export type Teaches = "nothing" | "rules" | "story";

export interface Plan {
  name: string;
  teaches: Teaches;
  path: string;
  isTest: boolean;
  testPath: string;
  /** Turns, by their number, whose words are learnt. */
  learns: number[];
}

/** The turns that a rule is written for: those that were corrected, or the only one. */
export function ruled(turns: Turn[]): Turn[] {
  const redone = turns.filter(isRedone);
  const [only] = turns;
  return redone.length === 0 && turns.length === 1 && only ? [only] : redone;
}

export function planned(turns: Turn[], plan: Plan): { dialogues: New[]; examples: Example[] } {
  const dialogues: New[] = [];
  const name = plan.name.trim();
  if (plan.teaches === "story") dialogues.push({ path: plan.path, kind: "story", name, steps: stepsOf(turns) });
  if (plan.teaches === "rules") {
    const rules = ruled(turns);
    rules.forEach((turn, at) => {
      const called = rules.length > 1 ? `${name} (${at + 1})` : name;
      dialogues.push({ path: plan.path, kind: "rule", name: called, steps: stepsOf([turn]) });
    });
  }
  if (plan.isTest) dialogues.push({ path: plan.testPath, kind: "story", name, steps: stepsOf(turns, true) });
  const examples = plan.learns.flatMap((at) => {
    const turn = turns[at];
    return turn ? [{ intent: turn.intent, language: languageOf(turn.text), text: turn.text }] : [];
  });
  return { dialogues, examples };
}

/** By the script, as the folders of examples are: Chinese or not. */
export const languageOf = (text: string): string => (/\p{Script=Han}/u.test(text) ? "zh" : "en");
