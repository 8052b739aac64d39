import { describe, expect, it } from "vitest";
import { faults, inOneLine, lines, listed, onLines, previewed, variablesOf, withAlso } from "./fields";

describe("variables of an answer", () => {
  it("are found in texts and in what buttons are called, not in what they say", () => {
    const buttons = [{ title: "Order {number}", payload: '/a{"b": "c"}' }];
    expect([...variablesOf("response", { wordings: [{ at: 0, text: "Hi {name}", buttons }] })]).toEqual([
      "name",
      "number",
    ]);
  });
  it("are told where they are unknown or lost", () => {
    const found = faults("phrase", { text: "{nmber}" }, { text: "{number}" }, ["number"]);
    expect(found).toEqual({ unknown: ["nmber"], lost: ["number"] });
  });
});

describe("fields", () => {
  it("are the same lists after they were written as text", () => {
    expect(lines(onLines(["by owl", "in two, or three"]))).toEqual(["by owl", "in two, or three"]);
    expect(listed(inOneLine(["greet", "thank"]))).toEqual(["greet", "thank"]);
  });
  it("take intents however they are parted", () =>
    expect(listed("greet, thank，deny")).toEqual(["greet", "thank", "deny"]));
  it("take another wording once", () => expect(withAlso({ also: ["a"] }, ["a", "b"]).also).toEqual(["a", "b"]));
  it("are previewed a row a wording", () =>
    expect(previewed("response", { wordings: [{ at: null, text: "x", buttons: [] }] })).toHaveLength(1));
});
