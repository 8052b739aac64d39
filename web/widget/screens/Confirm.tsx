import { useEffect, useRef } from "preact/hooks";
import { useChat } from "./context";

/** Asked before a conversation is given up. Focus comes here and goes back to the message box afterwards. */
export function Confirm() {
  const { session, strings } = useChat();
  const box = useRef<HTMLDivElement>(null);
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const root = box.current?.getRootNode() as ShadowRoot | undefined;
    keep.current?.focus();
    return () => root?.querySelector<HTMLElement>("textarea")?.focus();
  }, []);
  return (
    <div ref={box} class="confirm" role="alertdialog" aria-label={strings.renew} aria-describedby="renew-ask">
      <p id="renew-ask">{strings.renewAsk}</p>
      <div class="confirm-answers">
        <button type="button" class="button is-strong" onClick={() => void session.renew()}>
          {strings.renewYes}
        </button>
        <button
          ref={keep}
          type="button"
          class="button"
          onClick={() => session.store.dispatch({ type: "confirming", on: false })}
        >
          {strings.renewNo}
        </button>
      </div>
    </div>
  );
}
