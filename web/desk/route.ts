import { useEffect, useState } from "preact/hooks";
import { followed } from "../shared/follow";

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

export function go(path: string): void {
  if (path === location.pathname) return;
  history.pushState(null, "", path);
  dispatchEvent(new PopStateEvent("popstate"));
}

/** The page to show; plain links inside the desk change it without a new load. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => routeOf(location.pathname));
  useEffect(() => {
    const moved = (): void => setRoute(routeOf(location.pathname));
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
  if (!link?.pathname.startsWith("/desk")) return;
  event.preventDefault();
  go(link.pathname);
}
