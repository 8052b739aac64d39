import { useEffect, useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { useStrings, useStudio } from "../context";
import type { RefitState } from "./contract";
import { INBOX } from "./strings";

const ASKED_MS = 500;

interface Props {
  /** Grows with what may have changed the draft. */
  edits: number;
  learn: number;
}

/** Learning the draft anew in seconds, and how far behind the last time it is. `learn` grows when a key asks for it. */
export function Refit({ edits, learn }: Props) {
  const { studio, state } = useStudio();
  const words = useStrings(INBOX);
  const [refit, setRefit] = useState<RefitState | null>(null);
  const [asked, setAsked] = useState(0);
  const isRunning = refit?.state === "running";

  useEffect(() => {
    let wanted = true;
    call<RefitState>("GET", "/api/studio/inbox/refit").then(
      (found) => wanted && setRefit(found),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [edits, asked, state.overview?.draft.id]);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setTimeout(() => setAsked((count) => count + 1), ASKED_MS);
    return () => clearTimeout(timer);
  }, [isRunning, refit]);

  const begin = (): Promise<boolean> =>
    studio.trying(async () => {
      await call("POST", "/api/studio/checks/refit", {});
      setAsked((count) => count + 1);
    });
  useEffect(() => {
    if (learn > 0) void begin();
  }, [learn]);

  return (
    <div class="refit">
      <span class={refit?.state === "failed" ? "problem" : "soft"} role="status">
        {refit && told(refit, words)}
      </span>
      <button type="button" class="button" disabled={isRunning} onClick={() => void begin()}>
        {words.refit} <kbd>f</kbd>
      </button>
      <button type="button" class="button" onClick={() => studio.store.dispatch({ type: "try", open: true })}>
        {words.tryIt} <kbd>t</kbd>
      </button>
    </div>
  );
}

function told(refit: RefitState, words: (typeof INBOX)["en"]): string {
  if (refit.state === "running") return words.refitting(Math.round(refit.progress?.seconds ?? 0));
  if (refit.state === "failed") return `${words.refitFailed} ${refit.said}`;
  return words.edits(refit.edits);
}
