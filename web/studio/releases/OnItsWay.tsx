import { call } from "../../shared/staff/call";
import { may } from "../../shared/staff/me";
import { useStrings, useStudio } from "../context";
import { type Release, STEPS } from "./contract";
import { Figures } from "./Figures";
import { RELEASES } from "./strings";

interface Props {
  release: Release;
  secondApproval: boolean;
  again(): void;
}

/** The release that is being made: how far it is, and what can be said to it. */
export function OnItsWay({ release, secondApproval, again }: Props) {
  const { studio, state, language } = useStudio();
  const words = useStrings(RELEASES);
  const isPublisher = state.me ? may(state.me, "publisher") : false;
  const waits = release.state === "awaiting_approval";
  const isOwn = state.me?.id === release.author;
  const tell = (what: string): Promise<boolean> =>
    studio.trying(async () => {
      await call("POST", `/api/studio/releases/${release.id}/${what}`, {});
      again();
    });
  const phase = words.phases[release.progress.phase ?? ""] ?? words.states[release.state];
  const percent = release.state === "training" ? (release.progress.percent ?? 0) : undefined;
  return (
    <section class="card" aria-label={words.onItsWay}>
      <div class="page-head">
        <div>
          <h2>{release.title}</h2>
          <p class="soft">{words.by(release.by_name, new Date(release.created).toLocaleString(language))}</p>
        </div>
        {isPublisher && release.state !== "swapping" && (
          <button type="button" class="button" onClick={() => void tell("cancel")}>
            {words.cancelIt}
          </button>
        )}
      </div>
      <Steps release={release} secondApproval={secondApproval} />
      {!waits && (
        <label class="field release-progress">
          <span role="status">{release.state === "swapping" ? words.states.swapping : phase}</span>
          <progress max={100} value={percent} />
        </label>
      )}
      {release.told && <p>{release.told}</p>}
      <Figures figures={release.figures} />
      {waits && secondApproval && isOwn && <p class="soft">{words.ownWaits}</p>}
      {waits && isPublisher && !(secondApproval && isOwn) && (
        <button type="button" class="button is-strong" onClick={() => void tell("approve")}>
          {secondApproval ? words.approve : words.goLive}
        </button>
      )}
    </section>
  );
}

function Steps({ release, secondApproval }: { release: Release; secondApproval: boolean }) {
  const words = useStrings(RELEASES);
  const waits = secondApproval || release.holds;
  const steps = STEPS.filter((step) => step !== "queued" && (waits || step !== "awaiting_approval"));
  const at = steps.findIndex((step) => String(step) === release.state);
  return (
    <ol class="release-steps" aria-label={words.steps}>
      {steps.map((step, place) => (
        <li key={step} class={place < at ? "is-done" : ""} aria-current={place === at ? "step" : undefined}>
          {words.states[step]}
        </li>
      ))}
    </ol>
  );
}
