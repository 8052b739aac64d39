import { describe, expect, it } from "vitest";
import { begun, isRedone, isReunderstood, languageOf, meaning, type Plan, planned, ruled, type Turn } from "./chat";
import type { Done, Heard } from "./contract";

const does = (action: string): Done => ({ action, words: {}, rules: [["stories/talk.yml:3", "greet"]] });
const heard = (intent: string, action: string): Heard => ({
  intent,
  confidence: 0.9,
  ranking: [[intent, 0.9]],
  threshold: 0.4,
  actions: [does(action)],
});
const hello = begun("hello", heard("greet", "action_greet"));
const broken = begun("my kettle is 坏了", heard("greet", "action_greet"));
const plan: Plan = {
  name: " a broken kettle ",
  teaches: "nothing",
  path: "stories/talk.yml",
  isTest: true,
  testPath: "tests/dialogue/test_stories.yml",
  learns: [],
};

describe("a dialogue that is written by chatting", () => {
  it("is kept as a test with the words that were typed", () => {
    const { dialogues, examples } = planned([hello], plan);
    expect(dialogues).toMatchObject([
      {
        path: plan.testPath,
        kind: "story",
        name: "a broken kettle",
        steps: [
          { kind: "intent", name: "greet", text: "hello" },
          { kind: "action", name: "action_greet" },
        ],
      },
    ]);
    expect(examples).toEqual([]);
  });

  it("follows a corrected intent with what the bot does then, and learns the words in their language", () => {
    const turn = meaning(broken, "complaint", [does("action_complaint")]);
    expect([isReunderstood(turn), isRedone(turn), turn.actions]).toEqual([true, false, ["action_complaint"]]);
    expect(planned([turn], { ...plan, learns: [0] }).examples).toEqual([
      { intent: "complaint", language: "zh", text: "my kettle is 坏了" },
    ]);
    expect(languageOf("hello")).toBe("en");
  });

  it("makes a rule of each corrected answer, without the words", () => {
    const turn: Turn = { ...broken, actions: ["action_handoff"] };
    expect(ruled([hello, turn])).toEqual([turn]);
    const [rule] = planned([hello, turn], { ...plan, teaches: "rules", isTest: false }).dialogues;
    expect(rule).toMatchObject({ kind: "rule", name: "a broken kettle" });
    expect(rule?.steps.map((step) => [step.name, step.text])).toEqual([
      ["greet", ""],
      ["action_handoff", ""],
    ]);
  });

  it("names several rules apart", () => {
    const turns: Turn[] = [
      { ...hello, actions: ["a"] },
      { ...broken, actions: ["b"] },
    ];
    const { dialogues } = planned(turns, { ...plan, teaches: "rules", isTest: false });
    expect(dialogues.map((one) => one.name)).toEqual(["a broken kettle (1)", "a broken kettle (2)"]);
  });
});
