import { useEffect, useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { Dialog } from "../../shared/staff/Dialog";
import { Foot } from "../../shared/staff/Foot";
import { useStrings, useStudio } from "../context";
import type { FileDiff } from "../contract";
import { Diff } from "../parts/Diff";
import { problemText } from "../strings";
import { RELEASES } from "./strings";

/** Says what goes out and asks why; then the draft is a release on its way. */
export function Publish({ close, again }: { close(): void; again(): void }) {
  const { strings } = useStudio();
  const words = useStrings(RELEASES);
  const [files, setFiles] = useState<FileDiff[] | null>(null);
  const [message, setMessage] = useState("");
  const [despite, setDespite] = useState(false);
  const [holds, setHolds] = useState(false);
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const refused = (error: unknown): void => setProblem(problemText(error, strings));
  useEffect(() => {
    call<{ files: FileDiff[] }>("GET", "/api/studio/diff").then((found) => setFiles(found.files), refused);
  }, []);

  async function publish(event: Event): Promise<void> {
    event.preventDefault();
    setSending(true);
    try {
      await call("POST", "/api/studio/releases/", { message, despite, holds });
      again();
      close();
    } catch (error) {
      refused(error);
      setSending(false);
    }
  }

  return (
    <Dialog title={words.publishTitle} close={close}>
      <form class="publish" onSubmit={(event) => void publish(event)}>
        <label class="field">
          <span>{words.message}</span>
          <textarea
            rows={4}
            required
            maxLength={4000}
            value={message}
            aria-describedby="publish-hint"
            onInput={(event) => setMessage(event.currentTarget.value)}
          />
        </label>
        <p class="soft" id="publish-hint">
          {words.messageHint}
        </p>
        <label class="choice">
          <input type="checkbox" checked={despite} onChange={() => setDespite(!despite)} />
          <span>{words.despite}</span>
        </label>
        <label class="choice">
          <input type="checkbox" checked={holds} onChange={() => setHolds(!holds)} />
          <span>{words.holds}</span>
        </label>
        <h3>{words.changes}</h3>
        {files ? <Diff files={files} /> : <p class="soft">{strings.loading}</p>}
        <Foot
          does={words.publish.replace(/[ …]+$/u, "")}
          not={strings.cancel}
          close={close}
          problem={problem}
          disabled={isSending || !message.trim() || !files?.length}
        />
      </form>
    </Dialog>
  );
}
