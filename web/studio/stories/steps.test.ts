import { describe, expect, it } from "vitest";
import type { Step } from "./contract";
import { empty, entitiesMeant, entitiesTyped, meant, pairsMeant, pairsTyped, typed } from "./steps";

describe("steps as they are typed", () => {
  it("are read as they were written", () => {
    const steps: Step[] = [
      empty("intent", "greet"),
      empty("action", "action_greet"),
      { ...empty("or"), options: [empty("intent", "affirm"), empty("intent", "deny")] },
      {
        ...empty("slots"),
        slots: [["language", "zh"], ["order", "1042"], ["count", 2], ["there"], ["sizes", ["S", "M"]]],
      },
      empty("loop", "order_form"),
      empty("checkpoint", "asked"),
    ];
    for (const step of steps) expect(meant(step, typed(step))).toEqual(step);
  });

  it("keep the entities of an option that stays", () => {
    const affirm: Step = { ...empty("intent", "affirm"), entities: [[["choice", "yes"]]] };
    const step: Step = { ...empty("or"), options: [affirm, empty("intent", "deny")] };
    expect(meant(step, "affirm, thank").options).toEqual([affirm, empty("intent", "thank")]);
  });

  it("an order number stays a text, and a number a number", () => {
    expect(pairsMeant('order: "1042", count: 2, on: true, name: Mia')).toEqual([
      ["order", "1042"],
      ["count", 2],
      ["on", true],
      ["name", "Mia"],
    ]);
    expect(
      pairsTyped([
        ["order", "1042"],
        ["note", "a, b"],
      ]),
    ).toBe('order: "1042", note: "a, b"');
  });

  it("an entity without a value is one that is there", () => {
    const step: Step = { ...empty("intent", "inform"), entities: [[["email", null]], [["size", "M"]]] };
    expect(entitiesTyped(step)).toBe("email, size: M");
    expect(entitiesMeant(entitiesTyped(step))).toEqual(step.entities);
  });
});
