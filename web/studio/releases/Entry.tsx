import { useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { useStrings, useStudio } from "../context";
import type { FileDiff } from "../contract";
import { Diff } from "../parts/Diff";
import { type Release, wasPublished } from "./contract";
import { Figures } from "./Figures";
import { GoBack } from "./GoBack";
import { RELEASES } from "./strings";

const TAGS: Partial<Record<Release["state"], string>> = { live: "is-available", failed: "is-bad", killed: "is-bad" };

interface Props {
  release: Release;
  mayGoBack: boolean;
  again(): void;
}

/** One release that has ended, with what it changed and how to get back to it. */
export function Entry({ release, mayGoBack, again }: Props) {
  const { language } = useStudio();
  const words = useStrings(RELEASES);
  const [isOpen, setOpen] = useState(false);
  const [, ...rest] = release.message.split("\n");
  const why = rest.join("\n").trim();
  const goesBack = mayGoBack && wasPublished(release) && release.state !== "live";
  return (
    <li class="card">
      <div class="page-head">
        <div>
          <h3>{release.title}</h3>
          <p class="soft">
            {words.by(release.by_name, new Date(release.created).toLocaleString(language))}
            {release.approved_name && ` · ${words.approvedBy(release.approved_name)}`}
          </p>
        </div>
        <div class="tags">
          {words.kinds[release.kind] && <span class="tag">{words.kinds[release.kind]}</span>}
          <span class={`tag ${TAGS[release.state] ?? ""}`}>{words.states[release.state]}</span>
        </div>
      </div>
      {why && <p class="release-why">{why}</p>}
      {release.told && <p class={wasPublished(release) ? "" : "problem"}>{release.told}</p>}
      <Figures figures={release.figures} />
      {release.parent !== release.version && <Changes release={release} />}
      {goesBack && (
        <div>
          <button type="button" class="button" onClick={() => setOpen(true)}>
            {words.back}
          </button>
        </div>
      )}
      {isOpen && <GoBack release={release} close={() => setOpen(false)} again={again} />}
    </li>
  );
}

function Changes({ release }: { release: Release }) {
  const { studio } = useStudio();
  const words = useStrings(RELEASES);
  const [files, setFiles] = useState<FileDiff[] | null>(null);

  async function open(): Promise<void> {
    if (files) return;
    await studio.trying(async () => {
      const path = `/api/studio/diff?old=${release.parent}&new=${release.version}`;
      setFiles((await call<{ files: FileDiff[] }>("GET", path)).files);
    });
  }

  return (
    <details onToggle={(event) => event.currentTarget.open && void open()}>
      <summary>{words.changes}</summary>
      {files && <Diff files={files} />}
    </details>
  );
}
