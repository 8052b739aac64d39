import { useEffect } from "preact/hooks";
import { useStudio } from "../context";

const SHOWN_MS = 8_000;

/** What was done, with the way to take it back, or what went wrong; said aloud, and gone after a while. */
export function Toast() {
  const { studio, state, strings } = useStudio();
  const toast = state.toast;
  useEffect(() => {
    if (!toast) return;
    const timer = setTimeout(() => studio.store.dispatch({ type: "toasted" }), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast, studio]);
  return (
    <div class="toasts" role="status">
      {toast && (
        <p class="toast" key={toast.id}>
          {toast.text}{" "}
          {toast.undo && (
            <button type="button" class="toast-act" onClick={() => void studio.undo(toast.undo ?? "")}>
              {strings.undo}
            </button>
          )}
        </p>
      )}
    </div>
  );
}
