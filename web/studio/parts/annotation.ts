/** An example as it is written, `[42](size)`, and as it is shown: words with marks. What is not touched stays as written. */

export interface Piece {
  text: string;
  /** The words' place in the plain text. */
  start: number;
  /** Null for words without a mark. Where several entities share a mark, the first one's name. */
  entity: string | null;
  /** What is written behind the words, such as `(size)`; empty without a mark. */
  mark: string;
}

const MARK = /\[([^\]]+?)\](\(([^:)]+?)(?::[^)]+)?\)|\{[^}]+?\}|\[\{.*?\}\])/g;

export function piecesOf(written: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let start = 0;
  const add = (text: string, entity: string | null, mark: string): void => {
    if (text) pieces.push({ text, start, entity, mark });
    start += text.length;
  };
  for (const found of written.matchAll(MARK)) {
    const [whole, words = "", mark = "", short] = found;
    add(written.slice(at, found.index), null, "");
    add(words, short ?? nameIn(mark), mark);
    at = found.index + whole.length;
  }
  add(written.slice(at), null, "");
  return pieces;
}

export const plainOf = (written: string): string =>
  piecesOf(written)
    .map((piece) => piece.text)
    .join("");

export const writtenOf = (pieces: readonly Piece[]): string =>
  pieces.map((piece) => (piece.entity ? `[${piece.text}]${piece.mark}` : piece.text)).join("");

/** The line with `[start, end)` of its plain text marked; a mark that this touches goes. Spaces at the ends stay out. */
export function marked(written: string, start: number, end: number, entity: string): string {
  const plain = plainOf(written);
  while (start < end && /\s/.test(plain[start] ?? "")) start += 1;
  while (end > start && /\s/.test(plain[end - 1] ?? "")) end -= 1;
  if (start >= end) return written;
  const cleared = piecesOf(written).map((piece) =>
    piece.start < end && piece.start + piece.text.length > start ? { ...piece, entity: null, mark: "" } : piece,
  );
  const made: Piece[] = [];
  for (const piece of cleared) {
    const from = Math.max(start - piece.start, 0);
    const to = Math.min(end - piece.start, piece.text.length);
    if (piece.entity || from >= to) {
      made.push(piece);
      continue;
    }
    made.push({ ...piece, text: piece.text.slice(0, from) });
    const last = made.findLast((one) => one.mark === `(${entity})` && one.start === start);
    if (last) last.text += piece.text.slice(from, to);
    else made.push({ text: piece.text.slice(from, to), start, entity, mark: `(${entity})` });
    made.push({ ...piece, text: piece.text.slice(to) });
  }
  return writtenOf(made.filter((piece) => piece.text));
}

/** The line without the mark that covers `at` of its plain text. */
export const unmarked = (written: string, at: number): string =>
  writtenOf(
    piecesOf(written).map((piece) =>
      at >= piece.start && at < piece.start + piece.text.length ? { ...piece, entity: null, mark: "" } : piece,
    ),
  );

function nameIn(mark: string): string {
  return /"entity"\s*:\s*"([^"]+)"/.exec(mark)?.[1] ?? "?";
}
