import type { CannedAnswer } from "../contract";

const SHOWN = 8;

/** What follows a slash at the end of the text, where one is being typed; null where none is. */
export const typedShortcut = (text: string): string | null => /(?:^|\s)\/([\w-]*)$/.exec(text)?.[1] ?? null;

/** Answers whose shortcut or title has what was typed: in the shopper's language first, one's own before the team's. */
export function matching(all: readonly CannedAnswer[], typed: string, language: string): CannedAnswer[] {
  const asked = typed.toLowerCase();
  const fits = all.filter(
    ({ shortcut, title }) => shortcut.toLowerCase().startsWith(asked) || title.toLowerCase().includes(asked),
  );
  const rank = (answer: CannedAnswer): number => (answer.language === language ? 0 : 2) + (answer.mine ? 0 : 1);
  return fits.sort((a, b) => rank(a) - rank(b) || a.shortcut.localeCompare(b.shortcut)).slice(0, SHOWN);
}
