import { useEffect, useRef, useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { may } from "../../shared/staff/me";
import { useLoaded, useStrings, useStudio } from "../context";
import type { Route } from "../route";
import { overTime, type Releases } from "./contract";
import { Entry } from "./Entry";
import { OnItsWay } from "./OnItsWay";
import { OverTime } from "./OverTime";
import { Publish } from "./Publish";
import { RELEASES } from "./strings";
import "./releases.css";

const LOOKS_EVERY_MS = { running: 700, else: 8_000 };

/** What was published when, by whom and how it went; publishing the draft, and going back. */
export function ReleasesPage(_: { route: Route }) {
  const { studio, state, strings } = useStudio();
  const words = useStrings(RELEASES);
  const [look, setLook] = useState(0);
  const { data, problem } = useLoaded(() => call<Releases>("GET", "/api/studio/releases/"), [look]);
  const [isOpen, setOpen] = useState(false);
  const again = (): void => setLook((count) => count + 1);
  const running = data?.releases.find((each) => each.running);
  useEffect(() => {
    const timer = setInterval(again, running ? LOOKS_EVERY_MS.running : LOOKS_EVERY_MS.else);
    return () => clearInterval(timer);
  }, [Boolean(running)]);
  useWhatItChanges(running?.id);

  const isPublisher = state.me ? may(state.me, "publisher") : false;
  const why = reason();
  function reason(): string | null {
    if (!isPublisher) return words.onlyPublishers;
    if (running) return words.oneAtATime;
    if (state.overview?.clashes.length) return words.clashes;
    return state.overview?.changed.length === 0 ? words.nothing : null;
  }
  const past = data?.releases.filter((each) => !each.running) ?? [];
  const anew = (): Promise<boolean> =>
    studio.trying(async () => {
      await call("POST", "/api/studio/releases/anew", {});
      again();
    });

  return (
    <main class="page">
      <div class="page-head">
        <h1>{strings.pages.releases}</h1>
        <button
          type="button"
          class="button is-strong"
          disabled={why !== null}
          aria-describedby={why ? "release-why" : undefined}
          onClick={() => setOpen(true)}
        >
          {words.publish}
        </button>
      </div>
      <p class="soft">
        {words.lead} {data?.second_approval && words.secondEyes}
      </p>
      {why && (
        <p class="soft" id="release-why">
          {why}
        </p>
      )}
      {problem && <p class="problem">{problem}</p>}
      {data?.behind && (
        <div class="banner" role="status">
          <span>{words.behind}</span>
          {isPublisher && !running && (
            <button type="button" class="button" onClick={() => void anew()}>
              {words.anew}
            </button>
          )}
        </div>
      )}
      {running && data && <OnItsWay release={running} secondApproval={data.second_approval} again={again} />}
      {data && overTime(data.releases).length > 1 && <OverTime releases={overTime(data.releases)} />}
      {data && <h2>{words.history}</h2>}
      {data && past.length === 0 && <p class="soft">{words.none}</p>}
      <ol class="releases">
        {past.map((release) => (
          <Entry key={release.id} release={release} mayGoBack={isPublisher && !running} again={again} />
        ))}
      </ol>
      {isOpen && <Publish close={() => setOpen(false)} again={again} />}
    </main>
  );
}

/** What waits to be published is another when a release has ended. */
function useWhatItChanges(running: number | undefined): void {
  const { studio } = useStudio();
  const before = useRef<number | undefined>(undefined);
  useEffect(() => {
    if (before.current !== undefined && running === undefined) {
      studio.store.dispatch({ type: "edited" });
      void studio.refresh();
    }
    before.current = running;
  }, [running]);
}
