import { useEffect, useRef, useState } from "preact/hooks";
import { Refused } from "../../shared/staff/call";
import { useStrings, useStudio } from "../context";
import { problemText } from "../strings";
import { dropImport, type ImportState, LARGEST_BYTES, lastImport, readImport, sendFile } from "./contract";
import { ReportView } from "./ReportView";
import { TRANSFER } from "./strings";

const ASKED_EVERY_MS = 400;
const KINDS_OF_FILES = ".csv,.tsv,.yml,.yaml,.md,.markdown,.zip";

/** A file in, a report, and what the editor chose of it. An upload that was not finished with is there again. */
export function Importing() {
  const { studio, strings } = useStudio();
  const words = useStrings(TRANSFER);
  const [token, setToken] = useState<string | null>(null);
  const [state, setState] = useState<ImportState | null>(null);
  const [problem, setProblem] = useState("");
  const file = useRef<File | null>(null);

  useEffect(() => {
    lastImport().then(
      (found) => setToken((now) => now ?? found.token),
      () => undefined,
    );
  }, []);

  useEffect(() => {
    if (!token) return;
    let timer: ReturnType<typeof setTimeout>;
    let wanted = true;
    const ask = async (): Promise<void> => {
      try {
        const now = await readImport(token);
        if (!wanted) return;
        setState(now);
        if (now.state === "reading") timer = setTimeout(ask, ASKED_EVERY_MS);
      } catch (error) {
        if (!wanted) return;
        if (error instanceof Refused && error.code === "no_answer") timer = setTimeout(ask, 5 * ASKED_EVERY_MS);
        else leave(problemText(error, strings));
      }
    };
    void ask();
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [token]);

  function leave(said = ""): void {
    setToken(null);
    setState(null);
    setProblem(said);
  }

  async function send(chosen: File, language: string, encoding = ""): Promise<void> {
    file.current = chosen;
    leave();
    if (chosen.size > LARGEST_BYTES) return setProblem(words.tooLarge(chosen.size));
    setState({ state: "reading", progress: null });
    try {
      setToken(await sendFile(chosen, language, encoding));
    } catch (error) {
      leave(problemText(error, strings));
    }
  }

  function drop(): void {
    if (token) void studio.trying(() => dropImport(token));
    leave();
  }

  const refused = state?.state === "refused" ? state.error : null;
  const guessed = refused && typeof refused.detail.encoding === "string" ? refused.detail.encoding : "";
  return (
    <>
      {state?.state !== "ready" && <Upload busy={state?.state === "reading"} send={send} />}
      <div role="status">{state?.state === "reading" && <Progress state={state} />}</div>
      <div role="alert">
        {(problem || refused) && (
          <div class="card">
            <p class="problem">{problem || refused?.message}</p>
            {guessed && file.current && (
              <button type="button" class="button" onClick={() => file.current && void send(file.current, "", guessed)}>
                {words.readAs(guessed)}
              </button>
            )}
          </div>
        )}
      </div>
      {token && state?.state === "ready" && <ReportView token={token} report={state.report} done={leave} drop={drop} />}
    </>
  );
}

function Upload({ busy, send }: { busy: boolean; send(file: File, language: string): Promise<void> }) {
  const { strings } = useStudio();
  const words = useStrings(TRANSFER);
  const [language, setLanguage] = useState("");
  const [chosen, setChosen] = useState<File | null>(null);
  return (
    <section class="card" aria-labelledby="import-title">
      <h2 id="import-title">{words.parts.import}</h2>
      <p class="soft">{words.importText}</p>
      <form
        class="row-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen) void send(chosen, language);
        }}
      >
        <label class="field">
          <span>{words.file}</span>
          <input
            type="file"
            accept={KINDS_OF_FILES}
            required
            onChange={(event) => setChosen(event.currentTarget.files?.[0] ?? null)}
          />
        </label>
        <label class="field">
          <span>{words.languageOf}</span>
          <select value={language} onChange={(event) => setLanguage(event.currentTarget.value)}>
            <option value="">{words.asItSays}</option>
            {Object.entries(strings.languages).map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="button is-strong" disabled={busy || !chosen}>
          {words.look}
        </button>
      </form>
      <p class="soft">{words.nothingYet}</p>
    </section>
  );
}

function Progress({ state }: { state: ImportState & { state: "reading" } }) {
  const words = useStrings(TRANSFER);
  const { step, done, of } = state.progress ?? { step: "sending", done: 0, of: 0 };
  return (
    <p class="card transfer-progress">
      <span>{words.steps[step as keyof typeof words.steps] ?? words.steps.reading}</span>
      <progress aria-label={words.reading} {...(of > 1 && step === "reading" ? { value: done, max: of } : {})} />
    </p>
  );
}
