/** Marking words of an example as an entity, as nlu_data writes it: `[navy](color)`. */

const MARK = /\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})/g;

/** The line with what is selected marked; null where that is empty, or cuts through a mark that is there. */
export function marked(line: string, from: number, to: number, entity: string): string | null {
  const words = line.slice(from, to);
  const start = from + (words.length - words.trimStart().length);
  const end = to - (words.length - words.trimEnd().length);
  if (start >= end) return null;
  for (const match of line.matchAll(MARK)) if (start < match.index + match[0].length && end > match.index) return null;
  const chosen = line.slice(start, end);
  if (/[[\](){}]/.test(chosen)) return null;
  return `${line.slice(0, start)}[${chosen}](${entity})${line.slice(end)}`;
}

/** The line as a shopper would write it. */
export const unmarked = (line: string): string => line.replaceAll(MARK, "$1");
