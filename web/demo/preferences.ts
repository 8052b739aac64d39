import { useEffect, useState } from "preact/hooks";
import { isLanguage, type Language } from "../shared/contract";

export type Theme = "auto" | "light" | "dark";
const THEMES: readonly Theme[] = ["auto", "light", "dark"];

export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(`larkfield:${name}`);
  } catch {
    return null; // storage is blocked: the choice lasts as long as the page
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`larkfield:${name}`, value);
  } catch {
    // as above
  }
}

export function forget(name: string): void {
  try {
    localStorage.removeItem(`larkfield:${name}`);
  } catch {
    // as above
  }
}

export function useLanguage(): [Language, (language: Language) => void] {
  const [language, set] = useState<Language>(() => {
    const wanted = new URLSearchParams(location.search).get("language") ?? remembered("language") ?? navigator.language;
    const start = wanted.slice(0, 2);
    return isLanguage(start) ? start : "en";
  });
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    document.querySelector("aisle-chat")?.setAttribute("language", language);
  }, [language]);
  return [
    language,
    (chosen) => {
      remember("language", chosen);
      set(chosen);
    },
  ];
}

export function useTheme(): [Theme, () => void] {
  const [theme, set] = useState<Theme>(() => THEMES.find((one) => one === remembered("theme")) ?? "auto");
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    document.querySelector("aisle-chat")?.setAttribute("theme", theme);
  }, [theme]);
  return [
    theme,
    () => {
      const chosen = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "auto";
      remember("theme", chosen);
      set(chosen);
    },
  ];
}
