import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Language } from "../shared/contract";
import { STRINGS, type Strings } from "./strings";

export const LanguageContext = createContext<Language>("en");

export function useWords(): { language: Language; strings: Strings } {
  const language = useContext(LanguageContext);
  return { language, strings: STRINGS[language] };
}
