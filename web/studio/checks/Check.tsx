import type { ComponentChildren } from "preact";
import { useStrings, useStudio } from "../context";
import type { CheckState } from "../tryout/contract";
import type { CheckName, Results } from "./contract";
import { CHECKS } from "./strings";

interface Props<N extends CheckName> {
  name: N;
  state: CheckState<Results[N]>;
  run(name: CheckName): void;
  children(result: Results[N], last: { draft: string; at: string }): ComponentChildren;
}

/** One check: how it stands, its last result, and whether that is of this draft. */
export function Check<N extends CheckName>({ name, state, run, children }: Props<N>) {
  const { language } = useStudio();
  const words = useStrings(CHECKS);
  const { last } = state;
  const isRunning = state.state === "running";
  return (
    <section class="card" aria-labelledby={`check-${name}`} aria-busy={isRunning}>
      <div class="page-head">
        <div>
          <h2 id={`check-${name}`}>{words.names[name]}</h2>
          <p class="soft">{words.about[name]}</p>
        </div>
        <button type="button" class="button" disabled={isRunning} onClick={() => run(name)}>
          {last ? words.again : words.run}
          <span class="hidden"> {words.names[name]}</span>
        </button>
      </div>
      {isRunning && <Progress state={state} />}
      {state.state === "failed" && (
        <p class="problem">
          {words.failed} {state.said}
        </p>
      )}
      {state.state === "never" && <p class="soft">{words.never}</p>}
      {last && (
        <>
          <p class="soft">
            {words.of(new Date(last.at).toLocaleString(language), last.seconds)}
            {!state.is_current && <span class="tag is-note check-old">{words.old}</span>}
          </p>
          {children(last.result, last)}
        </>
      )}
    </section>
  );
}

function Progress({ state }: { state: CheckState<unknown> }) {
  const words = useStrings(CHECKS);
  const { what = "", done = 0, of = 0, seconds = 0 } = state.progress ?? { seconds: 0 };
  return (
    <p class="check-progress" role="status">
      {of > 0 ? <progress max={of} value={done} aria-label={words.running} /> : <progress aria-label={words.running} />}
      <span class="soft">
        {words.running} · {words.stage[what] ?? ""} {of > 0 ? `${done}/${of} ` : ""}· {Math.round(seconds)} s
      </span>
    </p>
  );
}
