import { expect, test } from "vitest";
import { marked, piecesOf, plainOf, unmarked, writtenOf } from "./annotation";

const LINE = 'has [LF-20418](order_number) with [boots]{"entity": "category", "value": "shoes"} shipped';

test("a line is shown as words with marks, and written again as it was", () => {
  expect(plainOf(LINE)).toBe("has LF-20418 with boots shipped");
  expect(
    piecesOf(LINE)
      .filter((piece) => piece.entity)
      .map((piece) => [piece.text, piece.entity]),
  ).toEqual([
    ["LF-20418", "order_number"],
    ["boots", "category"],
  ]);
  expect(writtenOf(piecesOf(LINE))).toBe(LINE);
});

test("words are marked without the spaces around them", () => {
  expect(marked("where is LF-1 now", 8, 14, "order_number")).toBe("where is [LF-1](order_number) now");
  expect(marked("我要黑色的", 2, 4, "color")).toBe("我要[黑色](color)的");
});

test("other marks stay as they are written, and one that is touched goes", () => {
  expect(marked(LINE, 24, 31, "product")).toBe(`${LINE.slice(0, -8)} [shipped](product)`);
  expect(marked("[LF-1](order_number) and more", 0, 8, "product")).toBe("[LF-1 and](product) more");
  expect(marked("a [b](size) c [d](color) e", 0, 7, "product")).toBe("[a b c d](product) e");
});

test("a mark is taken off where the caret stands", () => {
  expect(unmarked(LINE, 5)).toBe(LINE.replace("[LF-20418](order_number)", "LF-20418"));
  expect(unmarked(LINE, 0)).toBe(LINE);
});

test("nothing is marked where nothing is chosen", () => {
  expect(marked("a b", 1, 2, "size")).toBe("a b");
});
