import { useEffect, useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { useLoaded, useStrings, useStudio } from "../context";
import type { Clash, FileDiff, Version } from "../contract";
import { Diff } from "../parts/Diff";
import { Acts } from "./Acts";
import { Clashes } from "./Clashes";
import { HISTORY } from "./strings";

const PAGE = 50;

/** Who edited what, newest first; each edit can be looked at and taken back. */
export function HistoryPage() {
  const { state, strings } = useStudio();
  const words = useStrings(HISTORY);
  const [older, setOlder] = useState<Version[]>([]);
  const newest = useLoaded(() => call<{ versions: Version[] }>("GET", "/api/studio/history"), []);
  useEffect(() => setOlder([]), [state.edition]);
  const versions = [...(newest.data?.versions ?? []), ...older];
  const last = versions.at(-1);
  const clashes: Clash[] = state.overview?.clashes ?? [];
  const [ended, setEnded] = useState(false);

  async function more(): Promise<void> {
    if (!last) return;
    const found = await call<{ versions: Version[] }>("GET", `/api/studio/history?after=${last.id}`);
    setOlder([...older, ...found.versions]);
    setEnded(found.versions.length < PAGE);
  }

  return (
    <main class="page">
      <h1>{strings.pages.history}</h1>
      <Acts />
      {clashes.length > 0 && <Clashes clashes={clashes} />}
      <h2>{words.edits}</h2>
      {newest.problem && <p class="problem">{newest.problem}</p>}
      {newest.data && versions.length === 0 && <p class="soft">{words.nothing}</p>}
      <ol class="acts">
        {versions.map((version, at) => (
          <Entry key={version.id} version={version} before={versions[at + 1]?.id ?? null} />
        ))}
      </ol>
      {!ended && versions.length >= PAGE && (
        <button type="button" class="button" onClick={() => void more()}>
          {words.more}
        </button>
      )}
    </main>
  );
}

function Entry({ version, before }: { version: Version; before: string | null }) {
  const { studio, strings, language } = useStudio();
  const words = useStrings(HISTORY);
  const [files, setFiles] = useState<FileDiff[] | null>(null);

  async function open(): Promise<void> {
    if (files || !before) return;
    await studio.trying(async () => {
      const found = await call<{ files: FileDiff[] }>("GET", `/api/studio/diff?old=${before}&new=${version.id}`);
      setFiles(found.files);
    });
  }

  return (
    <li class="card">
      <div class="page-head">
        <div>
          <strong>{version.title}</strong>
          <p class="soft">
            {version.author} · {new Date(version.at).toLocaleString(language)}
          </p>
        </div>
        {before && (
          <button type="button" class="link" onClick={() => void studio.undo(version.id)}>
            {strings.undo}
          </button>
        )}
      </div>
      {before && (
        <details onToggle={(event) => event.currentTarget.open && void open()}>
          <summary>{words.changes}</summary>
          {files && <Diff files={files} />}
        </details>
      )}
    </li>
  );
}
