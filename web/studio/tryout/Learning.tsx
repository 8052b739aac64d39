import { useEffect, useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { useLoaded, useStrings, useStudio } from "../context";
import type { Ready } from "./contract";
import { TRY } from "./strings";

const ASKED_MS = 400;

/** Whether the draft is learnt as it is now, and learning it. `turns`: the state is asked for anew after each. */
export function Learning({ turns }: { turns: number }) {
  const { studio } = useStudio();
  const words = useStrings(TRY);
  const [asked, setAsked] = useState(0);
  const ready = useLoaded(() => call<Ready>("GET", "/api/studio/try"), [turns, asked]);
  const refit = ready.data?.refit;
  const isRunning = refit?.state === "running";
  useEffect(() => {
    if (!isRunning) return;
    const timer = setTimeout(() => setAsked((count) => count + 1), ASKED_MS);
    return () => clearTimeout(timer);
  }, [isRunning, asked, ready.data]);

  const learn = () =>
    studio.trying(async () => {
      await call("POST", "/api/studio/checks/refit", {});
      setAsked((count) => count + 1);
    });

  return (
    <div class="try-learning">
      <p class={refit?.state === "failed" ? "problem" : "soft"} role="status">
        {ready.problem ?? (ready.data ? told(ready.data, words) : "")}
      </p>
      {ready.data && !ready.data.is_fitted && (
        <button type="button" class="button" disabled={isRunning} onClick={() => void learn()}>
          {words.learn}
        </button>
      )}
    </div>
  );
}

function told({ is_fitted, refit }: Ready, words: (typeof TRY)["en"]): string {
  if (refit.state === "running" && refit.progress)
    return words.learning(refit.progress.seconds, refit.progress.done ?? 0, refit.progress.of ?? 0);
  if (refit.state === "failed") return `${words.failed} ${refit.said}`;
  if (!is_fitted) return words.notLearnt;
  const fit = refit.is_current ? refit.last?.result : null;
  return fit ? words.learnt(fit.examples, fit.intents, fit.seconds) : words.isLearnt;
}
