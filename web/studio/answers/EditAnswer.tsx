import { useState } from "preact/hooks";
import { go } from "../../shared/route";
import { call } from "../../shared/staff/call";
import { Dialog } from "../../shared/staff/Dialog";
import { useLoaded, useStrings, useStudio } from "../context";
import type { Edited } from "../contract";
import { takeBegun } from "./begun";
import type { Answer, Kind, Listing } from "./contract";
import { Earlier } from "./Earlier";
import { Side } from "./Side";
import { ANSWERS } from "./strings";

/** One answer, its languages side by side. */
export function EditAnswer({ kind, name }: { kind: Kind; name: string }) {
  const { strings } = useStudio();
  const words = useStrings(ANSWERS);
  const [begun] = useState(takeBegun);
  const [history, setHistory] = useState<string | null>(null);
  const [removing, setRemoving] = useState(false);
  const answer = useLoaded(() => call<Answer>("GET", `/api/studio/answers/${kind}/${encodeURIComponent(name)}`), []);
  const listing = useLoaded(() => call<Listing>("GET", "/api/studio/answers/list"), []);
  const problem = answer.problem ?? listing.problem;
  if (!answer.data || !listing.data) return problem ? <p class="problem">{problem}</p> : <p>{strings.loading}</p>;
  const found = answer.data;
  return (
    <>
      <div class="page-head">
        <div>
          <h2>
            <code>{found.name}</code> <span class="tag">{words.kinds[kind]}</span>
          </h2>
          <p class="soft">{words.kindTexts[kind]}</p>
        </div>
        {kind === "faq" && (
          <button type="button" class="link" onClick={() => setRemoving(true)}>
            {words.remove}
          </button>
        )}
      </div>
      {answer.problem && <p class="problem">{answer.problem}</p>}
      <p class={found.may_live ? "answers-live-note" : "answers-live-note is-draft"}>
        {found.may_live ? words.liveAtOnce : words.draftOnly}
      </p>
      <div class="answers-sides">
        {listing.data.languages.map((language) => (
          <Side
            key={language}
            answer={found}
            language={language}
            begun={begun?.language === language ? begun : null}
            history={() => setHistory(language)}
          />
        ))}
      </div>
      {history && <Earlier answer={found} language={history} close={() => setHistory(null)} />}
      {removing && <Removal answer={found} close={() => setRemoving(false)} />}
    </>
  );
}

function Removal({ answer, close }: { answer: Answer; close(): void }) {
  const { studio, strings } = useStudio();
  const words = useStrings(ANSWERS);
  const remove = async (): Promise<void> => {
    const texts = Object.values(answer.texts);
    const was = texts.flatMap((text) => [text.stamp, ...(text.live ? [text.live.stamp] : [])]);
    const path = `/api/studio/answers/faq/${answer.name}/remove`;
    const gone = await studio.edit(() => call<Edited>("POST", path, { was, live: answer.may_live }));
    close();
    if (gone) go("/studio/answers");
  };
  return (
    <Dialog title={words.removeTitle} close={close}>
      <p>{words.removeText}</p>
      <footer>
        <button type="button" class="button" onClick={close}>
          {strings.cancel}
        </button>
        <button type="button" class="button is-strong" onClick={() => void remove()}>
          {words.remove}
        </button>
      </footer>
    </Dialog>
  );
}
