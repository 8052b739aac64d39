import { expect, test } from "vitest";
import type { CannedAnswer } from "../contract";
import { read } from "../side/OrderAct";
import { otherLanguage } from "./language";
import { matching, typedShortcut } from "./shortcut";

const answer = (id: number, shortcut: string, more: Partial<CannedAnswer> = {}): CannedAnswer => ({
  id,
  shortcut,
  language: "en",
  title: shortcut,
  text: "…",
  mine: false,
  ...more,
});

test("a shortcut is typed at the end, after a space, and nowhere else", () => {
  expect(typedShortcut("/")).toBe("");
  expect(typedShortcut("Hello /la")).toBe("la");
  expect(typedShortcut("24/7")).toBeNull();
  expect(typedShortcut("/late ")).toBeNull();
});

test("of answers with the same shortcut the shopper's language comes first, then one's own", () => {
  const all = [
    answer(1, "late", { language: "zh" }),
    answer(2, "late"),
    answer(3, "late", { mine: true }),
    answer(4, "bye"),
  ];
  expect(matching(all, "la", "en").map(({ id }) => id)).toEqual([3, 2, 1]);
});

test.each([
  ["Your parcel is on its way now", "zh", "en"],
  ["您的包裹已经发出了", "en", "zh"],
  ["您的包裹已经发出了", "zh", null],
  ["OK", "zh", null],
  ["订单 1042 的 Tarn Shell 已发货", "zh", null],
])("the language of %s to a shopper who reads %s", (text, shoppers, other) => {
  expect(otherLanguage(text, shoppers)).toBe(other);
});

test("an act's fields are sent as the service wants them", () => {
  const form = new FormData();
  for (const [name, value] of [
    ["pieces-7", "2"],
    ["pieces-8", "0"],
    ["reason", "too_small"],
    ["sealed", "on"],
    ["words", "  "],
  ] as const)
    form.set(name, value);
  const asked = read(form, { act: "return", ref: null });
  expect(asked).toEqual({ items: { "7": 2 }, reason: "too_small", sealed: true });
  // what stays in a cancelled order is not named, and where all stays nothing is: never taken for all of it
  expect(read(form, { act: "cancel", ref: null }).items).toEqual({ "7": 2 });
  expect(read(new FormData(), { act: "cancel", ref: null })).toEqual({ items: {} });
  const decided = new FormData();
  decided.set("accepted", "no");
  expect(read(decided, { act: "claim_decide", ref: "4" })).toEqual({ accepted: false, claim: 4 });
});
