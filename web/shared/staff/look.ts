/** How desk and studio look: kept with the account, and on this machine so that the first paint is right. */

import { isLanguage, type Language } from "../contract";
import type { Me } from "./me";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
const KEY = "aisle-desk:look";

interface Look {
  theme: Theme;
  language: Language;
}

export function lookOf(me: Me | null | undefined): Look {
  const kept = remembered();
  const theme = THEMES.find((one) => one === me?.preferences.theme) ?? kept.theme;
  const wanted = me?.preferences.language ?? kept.language;
  return { theme, language: isLanguage(wanted) ? wanted : "en" };
}

export function apply({ theme, language }: Look): void {
  document.documentElement.dataset.theme = theme;
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  try {
    localStorage.setItem(KEY, JSON.stringify({ theme, language }));
  } catch {
    // storage is blocked: the account knows it
  }
}

function remembered(): Look {
  try {
    const { theme, language } = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Look>;
    return { theme: THEMES.find((one) => one === theme) ?? "auto", language: language ?? guessed() };
  } catch {
    return { theme: "auto", language: guessed() };
  }
}

const guessed = (): Language => (navigator.language.startsWith("zh") ? "zh" : "en");
