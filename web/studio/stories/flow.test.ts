import { describe, expect, it } from "vitest";
import type { Dialogue, Step } from "./contract";
import { type Box, curve, drawn, grown, type Twig } from "./flow";
import { empty } from "./steps";

const intent = (name: string): Step => empty("intent", name);
const action = (name: string): Step => empty("action", name);
const rule = (name: string, ...steps: Step[]): Dialogue => ({
  path: "stories/talk.yml",
  kind: "rule",
  name,
  line: 1,
  is_test: false,
  steps,
  conditions: [],
  at_start: false,
  waits: true,
  written: "",
});
const says = (twig: Twig): string[] =>
  twig.step ? [twig.step.name, ...twig.step.options.map((option) => option.name)].filter(Boolean) : ["start"];

const overlap = (one: Box, other: Box): boolean =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

describe("dialogues as a tree", () => {
  it("run together until they part", () => {
    const root = grown([
      rule("a", intent("greet"), action("action_greet"), intent("thank")),
      rule("b", intent("greet"), action("action_greet"), intent("stop")),
      rule("c", intent("stop")),
    ]);
    expect(root.below.map((twig) => [twig.step?.name, twig.of])).toEqual([
      ["greet", [0, 1]],
      ["stop", [2]],
    ]);
    expect(root.below[0]?.below[0]?.below.map((twig) => twig.step?.name)).toEqual(["thank", "stop"]);
  });

  it("do not run together where slots or options differ", () => {
    const or = (...names: string[]): Step => ({ ...empty("or"), options: names.map(intent) });
    expect(grown([rule("a", or("greet", "thank")), rule("b", or("greet", "stop"))]).below).toHaveLength(2);
  });

  it("no boxes overlap, and all are within the picture, in both directions", () => {
    const many = Array.from({ length: 12 }, (_, at) =>
      rule(
        `${at}`,
        { ...empty("or"), options: Array.from({ length: at }, (_, one) => intent(`${at} ${one}`)) },
        action("x"),
      ),
    );
    const deep = rule(
      "deep",
      ...Array.from({ length: 9 }, (_, at) => (at % 2 ? action(`a${at}`) : intent("转人工客服"))),
    );
    for (const direction of ["right", "down"] as const) {
      const { boxes, width, height } = drawn(grown([...many, deep]), says, direction);
      boxes.forEach((one, at) => {
        for (const other of boxes.slice(at + 1)) expect(overlap(one, other)).toBe(false);
        expect(one.x >= 0 && one.y >= 0 && one.x + one.width <= width && one.y + one.height <= height).toBe(true);
      });
    }
  });

  it("cuts long lines, counting Chinese letters as wide as they are", () => {
    const { boxes } = drawn(grown([rule("a", intent("x".repeat(99)), action("字".repeat(99)))]), says, "right");
    expect(boxes.map((box) => [...(box.lines[0] ?? "")].length)).toEqual([5, 31, 16]);
  });

  it("a line leads from the edge of one box to the edge of the next", () => {
    const { edges } = drawn(grown([rule("a", intent("greet"))]), says, "right");
    const [edge] = edges;
    expect(edge && curve(edge, "right")).toMatch(new RegExp(`^M${(edge?.from.x ?? 0) + (edge?.from.width ?? 0)} `));
  });
});
