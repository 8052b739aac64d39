import { describe, expect, it } from "vitest";
import type { Pair } from "./contract";
import { heatOf, moved } from "./heat";

const pair = (intent: string, read_as: string, share: number): Pair => ({
  intent,
  read_as,
  share,
  count: 1,
  of: 10,
  examples: [],
});
const PAIRS = [pair("a", "b", 0.4), pair("a", "c", 0.2), pair("d", "b", 0.1)];

describe("the picture of confusions", () => {
  it("has rows and columns of confused intents only", () => {
    const { rows, columns, cells } = heatOf(PAIRS);
    expect([rows, columns]).toEqual([
      ["a", "d"],
      ["b", "c"],
    ]);
    expect(cells).toHaveLength(3);
  });

  it("is darkest where the largest share is confused, and nowhere invisible", () => {
    const strengths = heatOf(PAIRS).cells.map((cell) => cell.strength);
    expect(Math.max(...strengths)).toBe(1);
    expect(Math.min(...strengths)).toBeGreaterThan(0.15);
  });

  it("is walked with arrow keys, and ends at its edges", () => {
    const { cells } = heatOf(PAIRS);
    expect(moved(cells, 0, "ArrowRight")).toBe(1);
    expect(moved(cells, 1, "ArrowRight")).toBeNull();
    expect(moved(cells, 1, "ArrowDown")).toBe(2);
    expect(moved(cells, 2, "ArrowUp")).toBe(0);
    expect(moved(cells, 0, "x")).toBeNull();
  });
});
