import { describe, expect, it } from "vitest";
import { type Compared, type Estimate, FIGURES, type FigureName, type Found, type Verdict } from "./contract";
import { TRIAL } from "./strings";
import { amount, apart, axisOf, overall, said } from "./words";

const LEAST = 30;
const estimate = (value: number | null, low: number | null, high: number | null, count = 100): Estimate => ({
  value,
  low,
  high,
  count,
});
const nothing = estimate(null, null, null, 0);

function compared(low: number, high: number, verdict: Verdict = "early", count = 100): Compared {
  const arm = estimate(0.8, 0.72, 0.87, count);
  return { trial: arm, live: arm, difference: estimate((low + high) / 2, low, high, count), verdict };
}

function found(verdict: Verdict, verdicts: Partial<Record<FigureName, Verdict>>): Found {
  const figures = Object.fromEntries(FIGURES.map((name) => [name, compared(-0.1, 0.1, verdicts[name] ?? "early")]));
  return { verdict, least: LEAST, figures } as unknown as Found;
}

describe("what a figure says", () => {
  it("names both ends while it is too early", () => {
    expect(said("understood", compared(-0.031, 0.04), LEAST, TRIAL.en, "en")).toBe(
      "Too early to tell: from -3.1 to +4.0 points.",
    );
  });

  it("says by how much it is better or worse, the smaller first, whichever way less is better", () => {
    expect(said("escalated", compared(-0.09, -0.02, "better"), LEAST, TRIAL.en, "en")).toBe(
      "Better, by 2.0 to 9.0 points.",
    );
    expect(said("rated", compared(-0.9, -0.2, "worse"), LEAST, TRIAL.en, "en")).toBe("Worse, by 0.20 to 0.90 stars.");
    expect(said("resolved", compared(0.02, 0.09, "better"), LEAST, TRIAL.zh, "zh")).toBe(
      "更好，相差 2.0 至 9.0 个百分点。",
    );
  });

  it("says how many conversations are missing", () => {
    expect(said("resolved", compared(0.1, 0.2, "early", 12), LEAST, TRIAL.en, "en")).toBe(
      "Too few conversations: 12 of 30.",
    );
    const none: Compared = { trial: nothing, live: estimate(4, 3, 5), difference: nothing, verdict: "early" };
    expect(said("rated", none, LEAST, TRIAL.en, "en")).toBe("Too few conversations: 0 of 30.");
  });
});

describe("the sentence over all of them", () => {
  it("names what decided it", () => {
    const better = found("better", { resolved: "better", rated: "better" });
    expect(overall(better, TRIAL.en, "en")).toBe("Better: Resolved and Rated. Nothing is clearly worse.");
    const worse = found("worse", { resolved: "better", escalated: "worse" });
    expect(overall(worse, TRIAL.en, "en")).toBe("Worse: Escalated.");
    expect(overall(found("early", {}), TRIAL.en, "en")).toBe("Too early to tell.");
  });
});

describe("figures", () => {
  it("are shares with a decimal, and stars with two", () => {
    expect(amount("understood", 0.8341, "en")).toBe("83.4%");
    expect(amount("rated", 4.2, "en")).toBe("4.20");
    expect(apart("understood", 0, TRIAL.en, "en")).toBe("0.0 points");
  });
});

describe("the axis", () => {
  it("holds both intervals on round ends", () => {
    const [begin, end] = axisOf("understood", compared(0, 0));
    expect(begin).toBeCloseTo(0.7);
    expect(end).toBeCloseTo(0.9);
  });

  it("has a length where there is nothing, or no width", () => {
    const none: Compared = { trial: nothing, live: nothing, difference: nothing, verdict: "early" };
    expect(axisOf("rated", none)).toEqual([1, 5]);
    const flat: Compared = { ...none, live: estimate(1, 1, 1) };
    const [begin, end] = axisOf("understood", flat);
    expect(end).toBeGreaterThan(begin);
    expect(end).toBeLessThanOrEqual(1);
  });
});
