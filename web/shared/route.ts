import { useEffect, useState } from "preact/hooks";
import { followed } from "./follow";

/** To another page of the same app, without a new load. */
export function go(path: string): void {
  if (path === location.pathname + location.search) return;
  history.pushState(null, "", path);
  dispatchEvent(new PopStateEvent("popstate"));
}

/** What `read` makes of the address; plain links to addresses that begin with `base` change it without a new load. */
export function useRoute<T>(base: string, read: () => T): T {
  const [route, setRoute] = useState(read);
  useEffect(() => {
    const moved = (): void => setRoute(() => read());
    const follow = (event: MouseEvent): void => {
      const link = followed(event);
      if (!link?.pathname.startsWith(base)) return;
      event.preventDefault();
      go(link.pathname + link.search);
    };
    addEventListener("popstate", moved);
    document.addEventListener("click", follow);
    return () => {
      removeEventListener("popstate", moved);
      document.removeEventListener("click", follow);
    };
  }, [base, read]);
  return route;
}
