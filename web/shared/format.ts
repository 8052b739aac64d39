import type { Language } from "./contract";

const LOCALES: Record<Language, string> = { en: "en-IE", zh: "zh-CN" };

export const localeOf = (language: Language): string => LOCALES[language];

/** Amounts travel as whole cents. */
export function money(cents: number, currency: string, language: Language): string {
  return new Intl.NumberFormat(localeOf(language), { style: "currency", currency }).format(cents / 100);
}

/** A calendar date such as "2026-11-21", without a time zone moving it to the day before. */
export function calendarDate(iso: string, language: Language): string {
  const [year, month, day] = iso.slice(0, 10).split("-").map(Number);
  const date = new Date(year ?? 0, (month ?? 1) - 1, day ?? 1);
  return new Intl.DateTimeFormat(localeOf(language), { weekday: "short", day: "numeric", month: "short" }).format(date);
}
