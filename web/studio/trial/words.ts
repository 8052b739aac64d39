/** Figures and verdicts as people read them. */

import type { Language } from "../../shared/contract";
import { localeOf } from "../../shared/format";
import { type Compared, FIGURES, type FigureName, type Found } from "./contract";
import type { TrialStrings } from "./strings";

const isStars = (name: FigureName): boolean => name === "rated";

/** `0.834` → `83.4 %`; stars as they are. */
export function amount(name: FigureName, value: number, language: Language): string {
  const options: Intl.NumberFormatOptions = isStars(name)
    ? { minimumFractionDigits: 2, maximumFractionDigits: 2 }
    : { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(localeOf(language), options).format(value);
}

/** A difference with its sign: `+2.1 points`. */
export function apart(name: FigureName, value: number, words: TrialStrings, language: Language): string {
  return `${signed(name, value, language)} ${isStars(name) ? words.stars : words.points}`;
}

export const signed = (name: FigureName, value: number, language: Language): string =>
  digits(name, value, language, "exceptZero");

/** What one figure says about the release on trial. */
export function said(
  name: FigureName,
  compared: Compared,
  least: number,
  words: TrialStrings,
  language: Language,
): string {
  const { low, high, count } = compared.difference;
  if (low === null || high === null) return words.few(smaller(compared), least);
  if (compared.verdict === "early")
    return count < least
      ? words.few(count, least)
      : words.early(signed(name, low, language), apart(name, high, words, language));
  const [less, more] = [Math.abs(low), Math.abs(high)].sort((one, other) => one - other);
  const unit = isStars(name) ? words.stars : words.points;
  const told = compared.verdict === "better" ? words.better : words.worse;
  return told(digits(name, less ?? 0, language), `${digits(name, more ?? 0, language)} ${unit}`);
}

/** The sentence over all of them. */
export function overall(found: Found, words: TrialStrings, language: Language): string {
  if (found.verdict === "early") return words.overall.early;
  const names = FIGURES.filter((name) => found.figures[name].verdict === found.verdict).map(
    (name) => words.figures[name],
  );
  return words.overall[found.verdict](new Intl.ListFormat(localeOf(language)).format(names));
}

/** The ends of an axis that holds all of the intervals with a little room, on round steps and within what can be. */
export function axisOf(name: FigureName, compared: Compared): [number, number] {
  const [least, most, step] = isStars(name) ? [1, 5, 0.5] : [0, 1, 0.05];
  const ends = [compared.trial, compared.live].flatMap(({ low, high }) =>
    low === null || high === null ? [] : [low, high],
  );
  if (ends.length === 0) return [least, most];
  const begin = Math.min(Math.floor(Math.min(...ends) / step + 1e-9) * step, most - step);
  const end = Math.ceil(Math.max(...ends) / step - 1e-9) * step;
  return [Math.max(least, begin), Math.min(most, Math.max(end, begin + step))];
}

const smaller = ({ trial, live }: Compared): number => Math.min(trial.count, live.count);

function digits(name: FigureName, value: number, language: Language, sign: "auto" | "exceptZero" = "auto"): string {
  const places = isStars(name) ? 2 : 1;
  return new Intl.NumberFormat(localeOf(language), {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
    signDisplay: sign,
  }).format(isStars(name) ? value : value * 100);
}
