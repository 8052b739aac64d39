import { useEffect, useState } from "preact/hooks";
import { Dialog } from "../../shared/staff/Dialog";
import { useDesk } from "../context";
import { conversationPath, go, routeOf } from "../route";
import { listed } from "../state";
import { VIEWS } from "./Rail";

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** A control that a key presses: the one on the page with this name, if there is one. */
const press = (name: string): void => document.querySelector<HTMLElement>(`[data-key="${name}"]`)?.click();

/** The desk by keyboard: single keys, never while somebody writes or a dialog is open. */
export function useKeys(id: string | null) {
  const { desk, strings } = useDesk();
  const [help, setHelp] = useState(false);
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isWriting(event.target)) {
        if (event.key === "Escape") (event.target as HTMLElement).blur();
        return;
      }
      if (document.querySelector("dialog[open]")) return;
      if (act(event.key)) event.preventDefault();
    };
    const act = (key: string): boolean => {
      const view = VIEWS[Number(key) - 1];
      if (view) void desk.show(view);
      else if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
      else if (key === "?") setHelp(true);
      else if (key === "s") document.querySelector<HTMLElement>(".search")?.focus();
      else if (key === "Escape" && id) go(conversationPath(null));
      else if (/^[rntbeg/]$/.test(key) && id) press(key);
      else return false;
      return true;
    };
    const step = (by: number): void => {
      // as they are now: keys come faster than what they do is drawn
      const items = listed(desk.store.get());
      const route = routeOf(location.pathname);
      const at = route.page === "queue" ? items.findIndex((item) => item.conversation_id === route.id) : -1;
      const to = items[at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + by))];
      if (to) go(conversationPath(to.conversation_id));
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [desk, id]);
  if (!help) return null;
  return (
    <Dialog title={strings.keys} close={() => setHelp(false)}>
      <dl class="keys">
        {strings.keyHelp.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
