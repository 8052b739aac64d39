import { useEffect, useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { useLoaded, useStrings, useStudio } from "../context";
import type { FileDiff } from "../contract";
import { Diff } from "../parts/Diff";
import { Check } from "./Check";
import { Confusions } from "./Confusions";
import type { CheckName, Checks } from "./contract";
import { HeldOutShares } from "./HeldOutShares";
import { Messages } from "./Messages";
import { Problems } from "./Problems";
import { CHECKS } from "./strings";
import "./checks.css";

const ASKED_MS = 700;

/** What publishing the draft would change, and what speaks against it. */
export function ChecksPage() {
  const { studio, strings } = useStudio();
  const words = useStrings(CHECKS);
  const [asked, setAsked] = useState(0);
  const loaded = useLoaded(() => call<Checks>("GET", "/api/studio/checks"), [asked]);
  const checks = loaded.data?.checks;
  const isRunning = checks !== undefined && Object.values(checks).some((each) => each.state === "running");
  useEffect(() => {
    if (!isRunning) return;
    const timer = setTimeout(() => setAsked((count) => count + 1), ASKED_MS);
    return () => clearTimeout(timer);
  }, [isRunning, asked, loaded.data]);

  const run = (name: CheckName | "all") =>
    void studio.trying(async () => {
      await call("POST", `/api/studio/checks/${name}`, {});
      setAsked((count) => count + 1);
    });

  return (
    <main class="page checks">
      <div class="page-head">
        <h1>{strings.pages.checks}</h1>
        <div class="row-form">
          <button type="button" class="button" disabled={isRunning} onClick={() => run("all")}>
            {words.runAll}
          </button>
          <a class="button is-strong" href="/studio/releases">
            {words.toReleases}
          </a>
        </div>
      </div>
      <p class="soft">{words.intro}</p>
      <Changed />
      {loaded.problem && <p class="problem">{loaded.problem}</p>}
      {checks && (
        <>
          <Check name="validity" state={checks.validity} run={run}>
            {(result) => <Problems found={result} />}
          </Check>
          <Check name="messages" state={checks.messages} run={run}>
            {(result, last) => <Messages found={result} of={`${last.draft}-${last.at}`} />}
          </Check>
          <Check name="held_out" state={checks.held_out} run={run}>
            {(result) => <HeldOutShares found={result} />}
          </Check>
          <Check name="confused" state={checks.confused} run={run}>
            {(result) => <Confusions found={result} />}
          </Check>
          <Check name="rasa" state={checks.rasa} run={run}>
            {(result) => <Problems found={result} />}
          </Check>
        </>
      )}
    </main>
  );
}

/** The diff that a release would be. */
function Changed() {
  const words = useStrings(CHECKS);
  const diff = useLoaded(() => call<{ files: FileDiff[] }>("GET", "/api/studio/diff"), []);
  return (
    <section class="card" aria-labelledby="to-publish">
      <h2 id="to-publish">{words.toPublish}</h2>
      {diff.problem && <p class="problem">{diff.problem}</p>}
      {diff.data?.files.length === 0 && <p class="soft">{words.nothing}</p>}
      {diff.data && <Diff files={diff.data.files} />}
    </section>
  );
}
