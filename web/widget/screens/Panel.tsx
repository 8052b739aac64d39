import { useEffect, useRef, useState } from "preact/hooks";
import { Composer } from "./Composer";
import { Confirm } from "./Confirm";
import { useChat } from "./context";
import { useFullScreen } from "./fullScreen";
import { Header } from "./Header";
import { Log } from "./Log";
import { PinnedTask } from "./Task";

export function Panel() {
  const { session, state, strings, title } = useChat();
  const panel = useRef<HTMLElement>(null);
  const fullScreen = useFullScreen(panel);

  // On a phone the keyboard would hide half of what the shopper came to read, so the focus stays on the panel there.
  useEffect(() => {
    const touch = matchMedia("(pointer: coarse)").matches;
    const box = panel.current?.querySelector<HTMLElement>("textarea");
    (touch ? panel.current : box)?.focus();
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !event.isComposing) {
      event.stopPropagation();
      session.store.dispatch(state.confirming ? { type: "confirming", on: false } : { type: "closed" });
    } else if (event.key === "Tab" && fullScreen && panel.current) {
      keepInside(panel.current, event);
    }
  };
  const drop = useDrop((files) => void session.photos.attach(files));
  return (
    <section
      ref={panel}
      class="panel"
      {...drop.handlers}
      role="dialog"
      aria-modal={fullScreen}
      aria-label={title}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        // Full screen, the chat would hide the page that a link of it has just opened.
        if (fullScreen && leadsAway(event)) session.store.dispatch({ type: "closed" });
      }}
    >
      <Header />
      {state.connection !== "online" && state.connection !== "idle" && (
        <p class="banner" role="status">
          {state.connection === "reconnecting" ? strings.reconnecting : strings.connecting}
        </p>
      )}
      <Log />
      <PinnedTask />
      {state.confirming && <Confirm />}
      <Composer />
      {drop.over && <p class="drop">{strings.drop}</p>}
    </section>
  );
}

/** Files dragged over the chat and let go there; whatever they are, they do not open in the page's place. */
function useDrop(take: (files: File[]) => void) {
  const [over, setOver] = useState(false);
  const carries = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
  const handlers = {
    onDragOver(event: DragEvent): void {
      if (!carries(event)) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave(event: DragEvent): void {
      const panel = event.currentTarget as HTMLElement;
      if (!panel.contains(event.relatedTarget as Node | null)) setOver(false);
    },
    onDrop(event: DragEvent): void {
      if (!carries(event)) return;
      event.preventDefault();
      setOver(false);
      take([...(event.dataTransfer?.files ?? [])]);
    },
  };
  return { over, handlers };
}

function leadsAway(event: MouseEvent): boolean {
  const link = event.target instanceof Element && event.target.closest("a");
  return link instanceof HTMLAnchorElement && link.target === "" && /^https?:$/.test(link.protocol);
}

/** Full screen, the page behind is out of sight, so Tab goes round inside. */
function keepInside(panel: HTMLElement, event: KeyboardEvent): void {
  const stops = [
    ...panel.querySelectorAll<HTMLElement>(
      "a[href], button:not(:disabled), textarea, input:not([tabindex='-1']), summary, [tabindex='0']",
    ),
  ];
  const active = (panel.getRootNode() as ShadowRoot).activeElement;
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (active !== edge && active !== panel) return;
  if (active === panel && !event.shiftKey) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
}
