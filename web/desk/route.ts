import { go, useRoute as useSharedRoute } from "../shared/route";

export { go };

export type Route =
  | { page: "queue"; id: string | null }
  | { page: "invitation"; token: string }
  | { page: "numbers" | "tickets" | "admin" | "me" | "review" | "answers" | "missing" };

const PAGES = ["numbers", "tickets", "admin", "me", "review", "answers"] as const;

export function routeOf(path: string): Route {
  const [page = "", rest = ""] = path.replace(/^\/desk\/?/, "").split("/");
  if (page === "" || page === "queue" || page === "login") return { page: "queue", id: null };
  if (page === "c" && /^[0-9a-f]{32}$/.test(rest)) return { page: "queue", id: rest };
  if (page === "invitation" && rest) return { page: "invitation", token: rest };
  const known = PAGES.find((one) => one === page);
  return { page: known ?? "missing" };
}

export const conversationPath = (id: string | null): string => (id ? `/desk/c/${id}` : "/desk/queue");

const here = (): Route => routeOf(location.pathname);

/** The page to show; plain links inside the desk change it without a new load. */
export const useRoute = (): Route => useSharedRoute("/desk", here);
