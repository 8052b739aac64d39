import { useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { Dialog } from "../../shared/staff/Dialog";
import { may } from "../../shared/staff/me";
import { useStrings, useStudio } from "../context";
import type { Overview, Running } from "./contract";
import { TRIAL } from "./strings";

const FIRST_SHARE = 10;

interface Props {
  overview: Overview;
  reload(): void;
}

/** Choosing a release and its share. */
export function Start({ overview, reload }: Props) {
  const { studio, state } = useStudio();
  const words = useStrings(TRIAL);
  const [release, setRelease] = useState<number | null>(null);
  const [share, setShare] = useState(FIRST_SHARE);
  const [busy, setBusy] = useState(false);
  const chosen = release ?? overview.releases[0]?.id;
  const mayPublish = state.me ? may(state.me, "publisher") : false;

  async function start(event: Event): Promise<void> {
    event.preventDefault();
    setBusy(true);
    await studio.trying(() => call("POST", "/api/studio/trial", { release: chosen, share }));
    setBusy(false);
    reload();
  }

  return (
    <section class="card">
      <h2>{words.start}</h2>
      {!mayPublish && <p class="soft">{words.publishersOnly}</p>}
      {mayPublish && overview.releases.length === 0 && <p class="soft">{words.noReleases}</p>}
      {mayPublish && overview.releases.length > 0 && (
        <form class="row-form" onSubmit={(event) => void start(event)}>
          <label class="field">
            <span>{words.release}</span>
            <select value={chosen} onChange={(event) => setRelease(Number(event.currentTarget.value))}>
              {overview.releases.map(({ id, title }) => (
                <option key={id} value={id}>
                  {id} · {title}
                </option>
              ))}
            </select>
          </label>
          <ShareField share={share} set={setShare} shares={overview.shares} />
          <button type="submit" class="button is-strong" disabled={busy}>
            {words.begin}
          </button>
        </form>
      )}
    </section>
  );
}

interface Asked {
  act: "stop" | "makeLive";
  path: string;
}

/** What runs, and what a publisher may do with it. */
export function Runs({ running, overview, reload }: Props & { running: Running }) {
  const { studio, state, language } = useStudio();
  const words = useStrings(TRIAL);
  const [share, setShare] = useState(running.share);
  const [asked, setAsked] = useState<Asked | null>(null);
  const mayPublish = state.me ? may(state.me, "publisher") : false;
  const does = async (path: string, body: object = {}): Promise<void> => {
    await studio.trying(() => call("POST", `/api/studio/trial/${running.id}/${path}`, body));
    reload();
  };

  return (
    <section class="card">
      <h2>{running.title}</h2>
      <p>
        {words.takes(running.share)}{" "}
        <span class="soft">{words.since(new Date(running.began).toLocaleString(language))}</span>
      </p>
      {!running.loaded && <p class="problem">{words.notLoaded}</p>}
      {mayPublish ? (
        <form
          class="row-form"
          onSubmit={(event) => {
            event.preventDefault();
            void does("share", { share });
          }}
        >
          <ShareField share={share} set={setShare} shares={overview.shares} />
          <button type="submit" class="button" disabled={share === running.share}>
            {words.changeShare}
          </button>
          <button type="button" class="button" onClick={() => setAsked({ act: "stop", path: "stop" })}>
            {words.stop}
          </button>
          <button type="button" class="button is-strong" onClick={() => setAsked({ act: "makeLive", path: "publish" })}>
            {words.makeLive}
          </button>
        </form>
      ) : (
        <p class="soft">{words.publishersOnly}</p>
      )}
      {asked && (
        <Sure
          asked={asked}
          close={() => setAsked(null)}
          does={() => {
            setAsked(null);
            void does(asked.path);
          }}
        />
      )}
    </section>
  );
}

function Sure({ asked, close, does }: { asked: Asked; close(): void; does(): void }) {
  const { strings } = useStudio();
  const words = useStrings(TRIAL);
  return (
    <Dialog title={words.confirm[asked.act]} close={close}>
      <p>{asked.act === "stop" ? words.stopAsk : words.makeLiveAsk}</p>
      <footer>
        <button type="button" class="button" onClick={close}>
          {strings.cancel}
        </button>
        <button type="button" class="button is-strong" onClick={does}>
          {words.confirm[asked.act]}
        </button>
      </footer>
    </Dialog>
  );
}

interface ShareProps {
  share: number;
  set(share: number): void;
  shares: Overview["shares"];
}

function ShareField({ share, set, shares }: ShareProps) {
  const words = useStrings(TRIAL);
  return (
    <label class="field">
      <span>{words.share}</span>
      <input
        type="number"
        required
        min={shares.least}
        max={shares.most}
        step={1}
        value={share}
        onInput={(event) => set(event.currentTarget.valueAsNumber)}
      />
    </label>
  );
}
