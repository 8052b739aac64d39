import { useEffect } from "preact/hooks";
import { useDesk } from "../context";

const SHOWN_MS = 6_000;

/** What went wrong, or what happened elsewhere; said aloud, and gone after a while. */
export function Toast() {
  const { desk, state, strings } = useDesk();
  const toast = state.toast;
  useEffect(() => {
    if (!toast) return;
    const timer = setTimeout(() => desk.store.dispatch({ type: "toasted" }), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast, desk]);
  return (
    <div class="toasts" role="status">
      {toast && (
        <p class="toast" key={toast.id}>
          {strings.errors[toast.text] ?? toast.text}
        </p>
      )}
    </div>
  );
}
