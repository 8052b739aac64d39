import { useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { Dialog } from "../../shared/staff/Dialog";
import { Foot } from "../../shared/staff/Foot";
import { useStrings, useStudio } from "../context";
import { problemText } from "../strings";
import type { Release } from "./contract";
import { RELEASES } from "./strings";

/** Asks once, with a reason that stands there already. */
export function GoBack({ release, close, again }: { release: Release; close(): void; again(): void }) {
  const { strings } = useStudio();
  const words = useStrings(RELEASES);
  const [message, setMessage] = useState(words.backMessage(release.title));
  const [problem, setProblem] = useState<string | null>(null);

  async function goBack(event: Event): Promise<void> {
    event.preventDefault();
    try {
      await call("POST", `/api/studio/releases/${release.id}/back`, { message });
      again();
      close();
    } catch (error) {
      setProblem(problemText(error, strings));
    }
  }

  return (
    <Dialog title={words.backTitle(release.title)} close={close}>
      <form class="publish" onSubmit={(event) => void goBack(event)}>
        <p>
          {words.backText} {release.kept ? words.backFast : words.backSlow}
        </p>
        <label class="field">
          <span>{words.message}</span>
          <textarea
            rows={2}
            required
            maxLength={4000}
            value={message}
            onInput={(event) => setMessage(event.currentTarget.value)}
          />
        </label>
        <Foot does={words.goBack} not={strings.cancel} close={close} problem={problem} disabled={!message.trim()} />
      </form>
    </Dialog>
  );
}
