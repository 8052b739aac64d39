import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Language } from "../../shared/contract";
import { useStrings } from "../context";
import { marked, piecesOf, plainOf, unmarked } from "./annotation";
import "./marker.css";

interface Props {
  /** With its marks, as it stands in the file. */
  written: string;
  entities: readonly string[];
  /** Gets the line with the marks that were made or taken off. */
  change(written: string): void;
  language?: string;
}

interface Span {
  start: number;
  end: number;
}

/**
 * Shows an example and marks entities in it. With the mouse: select words. With keys: ← → move by a letter, Ctrl by
 * a word, Shift selects; Enter chooses an entity, Delete takes a mark off.
 */
export function Marker({ written, entities, change, language }: Props) {
  const words = useStrings(MARKER);
  const line = useRef<HTMLDivElement>(null);
  const [span, setSpan] = useState<Span>({ start: 0, end: 0 });
  const [isChoosing, setChoosing] = useState(false);
  const plain = plainOf(written);
  const [low, high] = [Math.min(span.start, span.end), Math.max(span.start, span.end)];
  const under = piecesOf(written).find(
    (piece) => piece.entity && low < piece.start + piece.text.length && high >= piece.start,
  );
  useEffect(() => setSpan({ start: 0, end: 0 }), [plain]);

  function selectedByMouse(): void {
    const found = line.current && spanIn(line.current);
    if (!found) return;
    getSelection()?.removeAllRanges(); // drawn by us from here on: what is drawn anew would move the browser's own
    setSpan(found);
    setChoosing(found.start !== found.end);
  }

  function pressed(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -plain.length, End: plain.length }[event.key];
    if (step !== undefined) {
      const end =
        event.ctrlKey || event.altKey ? wordFrom(plain, span.end, step) : within(span.end + step, plain.length);
      setSpan({ start: event.shiftKey ? span.start : end, end });
    } else if (event.key === "Enter" && low < high) setChoosing(true);
    else if ((event.key === "Delete" || event.key === "Backspace") && under) change(unmarked(written, under.start));
    else if (event.key === "Escape" && isChoosing) closed();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function chosen(entity: string): void {
    change(marked(written, low, high, entity));
    closed();
  }

  function closed(): void {
    setChoosing(false);
    line.current?.focus();
  }

  return (
    <div class="marker">
      {/* biome-ignore lint/a11y/useSemanticElements: a text field could not show marks */}
      <div
        class="marker-line"
        ref={line}
        role="textbox"
        aria-readonly="true"
        aria-label={words.label(plain)}
        aria-description={words.how}
        tabIndex={0}
        lang={language}
        onMouseUp={selectedByMouse}
        onKeyDown={pressed}
      >
        {piecesOf(written).map((piece) => drawPiece(piece, low, high))}
        {low === high && low === plain.length && <i class="marker-caret" />}
      </div>
      <p class="hidden" aria-live="polite">
        {low < high ? words.selected(plain.slice(low, high)) : ""}
      </p>
      {isChoosing && low < high && <Choice entities={entities} label={words.choose} chosen={chosen} closed={closed} />}
      {under && (
        <button type="button" class="link" onClick={() => change(unmarked(written, under.start))}>
          {words.unmark(under.text, under.entity ?? "")}
        </button>
      )}
    </div>
  );
}

function Choice(props: { entities: readonly string[]; label: string; chosen(entity: string): void; closed(): void }) {
  const first = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  function move(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      event.stopPropagation();
      props.closed();
    }
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step || !(event.target instanceof HTMLElement)) return;
    const buttons = [...(event.target.parentElement?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
    event.preventDefault();
  }
  return (
    <fieldset class="marker-choice" aria-label={props.label} onKeyDown={move}>
      {props.entities.map((entity, at) => (
        <button
          key={entity}
          ref={at ? undefined : first}
          type="button"
          class="tag"
          onClick={() => props.chosen(entity)}
        >
          {entity}
        </button>
      ))}
    </fieldset>
  );
}

function drawPiece(piece: ReturnType<typeof piecesOf>[number], low: number, high: number) {
  const from = within(low - piece.start, piece.text.length);
  const to = within(high - piece.start, piece.text.length);
  const text = (
    <>
      {piece.text.slice(0, from)}
      {from < to && <span class="marker-span">{piece.text.slice(from, to)}</span>}
      {low === high && low >= piece.start && from < piece.text.length && <i class="marker-caret" />}
      {piece.text.slice(to)}
    </>
  );
  if (!piece.entity) return <span key={piece.start}>{text}</span>;
  return (
    <mark key={piece.start} title={piece.entity}>
      {text}
      <small data-entity={piece.entity} />
    </mark>
  );
}

/** What of the line's words the browser has selected. */
function spanIn(line: HTMLElement): Span | null {
  const selection = getSelection();
  if (!selection?.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!line.contains(range.startContainer) || !line.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.setStart(line, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const start = before.toString().length;
  return { start, end: start + range.toString().length };
}

const within = (at: number, length: number): number => Math.max(0, Math.min(length, at));

function wordFrom(text: string, at: number, step: number): number {
  const isInside = (place: number): boolean => /\S/.test(text[step > 0 ? place : place - 1] ?? " ");
  let place = within(at + Math.sign(step), text.length);
  while (place > 0 && place < text.length && isInside(place)) place += Math.sign(step);
  return place;
}

const en = {
  label: (text: string) => `Mark entities in: ${text}`,
  how: "Select words with Shift and the arrow keys, press Enter to choose an entity, Delete to take a mark off.",
  selected: (text: string) => `Selected: ${text}`,
  choose: "What is it?",
  unmark: (text: string, entity: string) => `“${text}” is no ${entity}`,
};
const zh: typeof en = {
  label: (text) => `标注实体：${text}`,
  how: "按住 Shift 用方向键选择文字，按回车选择实体，按 Delete 取消标注。",
  selected: (text) => `已选：${text}`,
  choose: "这是什么？",
  unmark: (text, entity) => `取消“${text}”的 ${entity} 标注`,
};
const MARKER: Record<Language, typeof en> = { en, zh };
