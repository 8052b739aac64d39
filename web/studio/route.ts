export const PAGES = [
  "inbox",
  "language",
  "answers",
  "stories",
  "checks",
  "releases",
  "trial",
  "transfer",
  "history",
] as const;
export type PageName = (typeof PAGES)[number];

/** `rest`: what follows the page's name in the path, such as an intent's. */
export interface Route {
  page: PageName | "missing";
  rest: string;
  query: URLSearchParams;
}

export function routeOf(path: string, search: string): Route {
  const [page = "", ...rest] = path.replace(/^\/studio\/?/, "").split("/");
  const known = page === "" ? "inbox" : PAGES.find((one) => one === page);
  return { page: known ?? "missing", rest: decoded(rest.join("/")), query: new URLSearchParams(search) };
}

export const here = (): Route => routeOf(location.pathname, location.search);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
