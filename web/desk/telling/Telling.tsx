import { useEffect, useRef } from "preact/hooks";
import { useDesk } from "../context";
import { conversationPath, go } from "../route";
import { news, unreadOf } from "./news";
import { notify } from "./notify";
import { tellingOf } from "./preferences";
import { chime } from "./sound";

/** Sound, count in the title, notification: each where the agent wants it. */
export function Telling() {
  const { desk, state, strings } = useDesk();
  const told = useRef({ strings, state });
  told.current = { strings, state };

  useEffect(
    () =>
      desk.store.subscribe((now, before) => {
        const me = now.me;
        if (!me) return;
        const wants = tellingOf(me);
        for (const { item, kind } of news(before, now)) {
          const isInFront = document.visibilityState === "visible" && document.hasFocus();
          const isOpen = now.opened?.id === item.conversation_id;
          if (isInFront && isOpen && kind === "message") continue;
          if (wants.sound) chime((item.priority ?? 4) <= 2);
          const name = item.customer_name ?? told.current.strings.anonymous;
          const title = kind === "assigned" ? told.current.strings.assigned(name) : name;
          if (wants.notify && !isInFront)
            notify(title, item.asked, item.conversation_id, () => go(conversationPath(item.conversation_id)));
        }
      }),
    [desk],
  );

  const unread = state.me && tellingOf(state.me).count ? unreadOf(state) : 0;
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ""}Aisle ${strings.title}`;
  }, [unread, strings]);

  // a tab that slept has lost its line without being told: looking at it again asks what came meanwhile
  useEffect(() => {
    const woke = (): void => {
      if (document.visibilityState === "visible") desk.wake();
    };
    document.addEventListener("visibilitychange", woke);
    addEventListener("focus", woke);
    addEventListener("online", woke);
    return () => {
      document.removeEventListener("visibilitychange", woke);
      removeEventListener("focus", woke);
      removeEventListener("online", woke);
    };
  }, [desk]);
  return null;
}
