/** Dialogues as a tree: what begins alike runs together until it parts. Where each box lies is computed here. */

import type { Dialogue, Step } from "./contract";

export interface Twig {
  key: string;
  step: Step | null;
  /** Which dialogues run through it, by their place in the list. */
  of: number[];
  below: Twig[];
}

export interface Box {
  twig: Twig;
  x: number;
  y: number;
  width: number;
  height: number;
  lines: string[];
}

export interface Drawn {
  boxes: Box[];
  edges: { from: Box; to: Box }[];
  width: number;
  height: number;
}

const LINE = 18;
const PAD = 10;
const GAP = 12;
const BETWEEN = 44;
const MARGIN = 8;
const LONGEST = 30;

export function grown(dialogues: Dialogue[]): Twig {
  const root: Twig = { key: "", step: null, of: dialogues.map((_, at) => at), below: [] };
  dialogues.forEach((dialogue, at) => {
    let here = root;
    for (const step of [...dialogue.conditions, ...dialogue.steps]) {
      const key = keyOf(step);
      let next = here.below.find((twig) => twig.key === key);
      if (!next) {
        next = { key, step, of: [], below: [] };
        here.below.push(next);
      }
      if (!next.of.includes(at)) next.of.push(at);
      here = next;
    }
  });
  return root;
}

function keyOf(step: Step): string {
  const options = step.options.map(keyOf);
  return JSON.stringify([step.kind, step.name, step.kind === "action" ? step.text : "", step.slots, options]);
}

/** `says`: the lines of a box. The tree grows to the right, or down. */
export function drawn(root: Twig, says: (twig: Twig) => string[], direction: "right" | "down"): Drawn {
  const across = direction === "right";
  const boxes: Box[] = [];
  const edges: Drawn["edges"] = [];
  const levels: number[] = [];
  let next = MARGIN;

  function measured(twig: Twig, depth: number): Box {
    const lines = says(twig).map(cut);
    const width = Math.max(LINE, ...lines.map(widthOf)) + 2 * PAD;
    const box = { twig, x: 0, y: 0, width, height: lines.length * LINE + PAD, lines };
    boxes.push(box);
    levels[depth] = Math.max(levels[depth] ?? 0, across ? width : box.height);
    return box;
  }

  /** Places what is below first, and the box beside its middle; the start stands where one begins to read. */
  function placed(twig: Twig, depth: number): Box {
    const box = measured(twig, depth);
    const begin = next;
    const size = across ? box.height : box.width;
    const below = twig.below.map((one) => placed(one, depth + 1));
    for (const to of below) edges.push({ from: box, to });
    const spare = begin + size + GAP - next;
    if (spare > 0) {
      for (const one of below) shift(one, spare / 2);
      next += spare;
    }
    const [first, last] = [below[0], twig.step ? below.at(-1) : below[0]];
    const start = first && last ? (middle(first) + middle(last)) / 2 - size / 2 : begin;
    put(box, Math.max(start, begin));
    return box;
  }
  const middle = (box: Box): number => (across ? box.y + box.height / 2 : box.x + box.width / 2);
  function put(box: Box, at: number): void {
    if (across) box.y = at;
    else box.x = at;
  }
  function shift(box: Box, by: number): void {
    put(box, (across ? box.y : box.x) + by);
    for (const edge of edges) if (edge.from === box) shift(edge.to, by);
  }

  placed(root, 0);
  const starts = levels.map(
    (_, depth) => MARGIN + levels.slice(0, depth).reduce((sum, size) => sum + size + BETWEEN, 0),
  );
  setDepths(root, 0);
  return {
    boxes,
    edges,
    width: Math.max(...boxes.map((box) => box.x + box.width)) + MARGIN,
    height: Math.max(...boxes.map((box) => box.y + box.height)) + MARGIN,
  };

  function setDepths(twig: Twig, depth: number): void {
    const box = boxes.find((one) => one.twig === twig);
    if (box && across) box.x = starts[depth] ?? 0;
    else if (box) box.y = starts[depth] ?? 0;
    for (const one of twig.below) setDepths(one, depth + 1);
  }
}

/** A line from one box to the next, as an SVG path. */
export function curve({ from, to }: { from: Box; to: Box }, direction: "right" | "down"): string {
  if (direction === "right") {
    const [x, y, x2, y2] = [from.x + from.width, from.y + from.height / 2, to.x, to.y + to.height / 2];
    const bend = (x2 - x) / 2;
    return `M${x} ${y}C${x + bend} ${y} ${x2 - bend} ${y2} ${x2} ${y2}`;
  }
  const [x, y, x2, y2] = [from.x + from.width / 2, from.y + from.height, to.x + to.width / 2, to.y];
  const bend = (y2 - y) / 2;
  return `M${x} ${y}C${x} ${y + bend} ${x2} ${y2 - bend} ${x2} ${y2}`;
}

function cut(text: string): string {
  let shown = "";
  let width = 0;
  for (const letter of text) {
    width += isWide(letter) ? 2 : 1;
    if (width > LONGEST) return `${shown}…`;
    shown += letter;
  }
  return shown;
}

/** About as wide as it is drawn, in pixels at 13 of them a letter's height. */
const widthOf = (text: string): number => [...text].reduce((sum, letter) => sum + (isWide(letter) ? 13.5 : 7.2), 0);
const isWide = (letter: string): boolean => (letter.codePointAt(0) ?? 0) > 0x2e7f;
