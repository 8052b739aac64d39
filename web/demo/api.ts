import { useEffect, useState } from "preact/hooks";
import type { Language, ProductCard, ProductDetail } from "../shared/contract";
import type { Shelf } from "./route";

export interface Category {
  id: string;
  name: string;
}
export interface ProductPage {
  products: ProductCard[];
  total: number;
  page: number;
  pages: number;
}

export interface HelpTopic {
  id: string;
  entries: { id: string; question: string; html: string }[];
}

export type Loaded<T> =
  | { status: "loading" }
  | { status: "ready"; data: T }
  | { status: "missing" }
  | { status: "failed" };

const path = (route: string, asked: Record<string, string>): string => {
  const given = Object.entries(asked).filter(([, value]) => value !== "");
  return `/api/${route}?${new URLSearchParams(given)}`;
};

export const categoriesPath = (language: Language): string => path("shop/categories", { language });
export const productPath = (id: string, language: Language): string =>
  path(`shop/products/${encodeURIComponent(id)}`, { language });
export const shelfPath = ({ category, query, page }: Shelf, language: Language): string =>
  path("shop/products", { category, q: query, page: String(page), language });

export const useCategories = (language: Language) => useLoaded<{ categories: Category[] }>(categoriesPath(language));
export const useShelf = (shelf: Shelf, language: Language) => useLoaded<ProductPage>(shelfPath(shelf, language));
export const useProduct = (id: string, language: Language) => useLoaded<ProductDetail>(productPath(id, language));
export const useHelp = (language: Language) => useLoaded<{ topics: HelpTopic[] }>(path("help", { language }));

/** What the shop knows of a customer. */
export interface Known {
  name: string;
  language: string;
  sizes: { about: string | null; size: string }[];
  brands: string[];
  categories: string[];
  colors: string[];
  orders: { number: string; status: string; placed: string }[];
  remembered: number;
  conversations: { began: string; messages: number }[];
}

export const useProfile = (identity: string, language: Language) =>
  useLoaded<Known>(path("profile", { language }), identity);

/** Whether it was erased. */
export async function eraseProfile(identity: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${identity}` };
  return (await fetch("/api/profile/erase", { method: "POST", headers })).ok;
}

/** What a path answers, and a way to ask again. What was shown before stays until the new answer is here. */
function useLoaded<T>(from: string, identity?: string): [Loaded<T>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<T>>({ status: "loading" });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    load<T>(from, stop.signal, identity).then(setLoaded, (error: unknown) => {
      if (!stop.signal.aborted) {
        console.warn("larkfield: not loaded", from, error);
        setLoaded({ status: "failed" });
      }
    });
    return () => stop.abort();
  }, [from, identity, attempt]);
  return [loaded, () => setAttempt((count) => count + 1)];
}

async function load<T>(from: string, signal: AbortSignal, identity?: string): Promise<Loaded<T>> {
  const proof: Record<string, string> = identity ? { authorization: `Bearer ${identity}` } : {};
  const answer = await fetch(from, { signal, headers: { accept: "application/json", ...proof } });
  if (answer.status === 404) return { status: "missing" };
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return { status: "ready", data: (await answer.json()) as T };
}
