/** Intents that fit what was typed: those that begin with it first, then where a word does, then any place. */
export function matching(typed: string, names: readonly string[], most = 8): string[] {
  const wanted = typed
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, "_");
  if (!wanted) return names.slice(0, most);
  const rank = (name: string): number => {
    if (name.startsWith(wanted)) return 0;
    if (name.includes(`_${wanted}`)) return 1;
    if (name.includes(wanted)) return 2;
    return wanted.split("_").every((word) => name.includes(word)) ? 3 : 4;
  };
  return names
    .filter((name) => rank(name) < 4)
    .sort((one, other) => rank(one) - rank(other) || one.localeCompare(other))
    .slice(0, most);
}
