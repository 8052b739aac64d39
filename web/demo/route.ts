import { useEffect, useState } from "preact/hooks";
import { followed } from "../shared/follow";

/** Which shelf is looked at; it stands in the address, so that it can be shared and gone back to. */
export interface Shelf {
  category: string;
  query: string;
  page: number;
}

export type Route =
  | { page: "home"; shelf: Shelf }
  | { page: "product"; id: string }
  | { page: "help"; topic: string }
  | { page: "mail" }
  | { page: "profile" }
  | { page: "missing" };

export function routeOf(path: string, search: string): Route {
  const product = idOf(/^\/products\/([^/]+)\/?$/.exec(path)?.[1]);
  if (product) return { page: "product", id: product };
  const help = /^\/help(?:\/([\w-]*))?\/?$/.exec(path);
  if (help) return { page: "help", topic: help[1] ?? "" };
  if (/^\/mail\/?$/.test(path)) return { page: "mail" };
  if (/^\/profile\/?$/.test(path)) return { page: "profile" };
  if (path !== "/" && path !== "/index.html") return { page: "missing" };
  const asked = new URLSearchParams(search);
  const page = Number(asked.get("page"));
  return {
    page: "home",
    shelf: {
      category: asked.get("category") ?? "",
      query: asked.get("q") ?? "",
      page: Number.isInteger(page) && page > 0 ? page : 1,
    },
  };
}

/** An imported product's id may hold any letter, so it stands encoded in the address. */
function idOf(written: string | undefined): string | undefined {
  try {
    return written && decodeURIComponent(written);
  } catch {
    return undefined;
  }
}

export function shelfHref(shelf: Partial<Shelf>): string {
  const search = new URLSearchParams();
  if (shelf.category) search.set("category", shelf.category);
  if (shelf.query) search.set("q", shelf.query);
  if (shelf.page && shelf.page > 1) search.set("page", String(shelf.page));
  const said = search.toString();
  return said ? `/?${said}` : "/";
}

export function go(href: string): void {
  history.pushState(null, "", href);
  dispatchEvent(new PopStateEvent("popstate"));
}

const here = (): Route => routeOf(location.pathname, location.search);

/** The page to show. Plain links inside the shop change it without a new load. */
export function useRoute(): Route {
  const [route, setRoute] = useState(here);
  useEffect(() => {
    const moved = (): void => setRoute(here());
    addEventListener("popstate", moved);
    document.addEventListener("click", follow);
    return () => {
      removeEventListener("popstate", moved);
      document.removeEventListener("click", follow);
    };
  }, []);
  return route;
}

function follow(event: MouseEvent): void {
  const link = followed(event);
  if (!link) return;
  if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
  if (routeOf(link.pathname, link.search).page === "missing") return;
  event.preventDefault();
  go(link.pathname + link.search);
  if (link.hash) document.getElementById(link.hash.slice(1))?.scrollIntoView();
}
