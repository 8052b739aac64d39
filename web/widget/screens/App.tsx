import { useEffect, useRef, useState } from "preact/hooks";
import type { Session } from "../session";
import type { State } from "../state";
import { STRINGS } from "../strings";
import { type Chat, ChatContext } from "./context";
import { Launcher } from "./Launcher";
import { Panel } from "./Panel";

interface Props {
  session: Session;
  server: string;
  /** What the page calls it, if it does; it may differ from language to language. */
  title: () => string | null;
}

export function App({ session, server, title }: Props) {
  const state = useStore(session);
  const launcher = useRef<HTMLButtonElement>(null);
  const strings = STRINGS[state.language];
  const chat: Chat = { session, state, strings, server, title: title() ?? strings.title };

  const wasOpen = useRef(state.open);
  useEffect(() => {
    if (wasOpen.current && !state.open) launcher.current?.focus();
    wasOpen.current = state.open;
  }, [state.open]);

  return (
    <ChatContext.Provider value={chat}>
      <div class="root" lang={state.language === "zh" ? "zh-CN" : "en"}>
        {state.open && <Panel />}
        <Launcher buttonRef={launcher} />
      </div>
    </ChatContext.Provider>
  );
}

function useStore(session: Session): State {
  const [state, set] = useState(session.store.get());
  useEffect(() => {
    set(session.store.get());
    return session.store.subscribe((now) => set(now));
  }, [session]);
  return state;
}
