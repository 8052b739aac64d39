import type { Ref } from "preact";
import { unread } from "../state";
import { useChat } from "./context";
import { ChatIcon, MinimiseIcon } from "./icons";

export function Launcher({ buttonRef }: { buttonRef: Ref<HTMLButtonElement> }) {
  const { session, state, strings } = useChat();
  const count = unread(state);
  const name = state.open ? strings.close : count ? `${strings.open}, ${strings.unread(count)}` : strings.open;
  return (
    <button
      ref={buttonRef}
      type="button"
      class={state.open ? "launcher is-open" : "launcher"}
      aria-label={name}
      aria-expanded={state.open}
      aria-haspopup="dialog"
      onClick={() => session.store.dispatch({ type: state.open ? "closed" : "opened" })}
    >
      {state.open ? <MinimiseIcon /> : <ChatIcon />}
      {count > 0 && (
        <span class="badge" aria-hidden="true">
          {count > 99 ? "99+" : count}
        </span>
      )}
    </button>
  );
}
