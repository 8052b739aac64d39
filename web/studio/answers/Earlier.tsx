import { call } from "../../shared/staff/call";
import { Dialog } from "../../shared/staff/Dialog";
import { useLoaded, useStrings, useStudio } from "../context";
import type { Edited } from "../contract";
import { Diff } from "../parts/Diff";
import type { Answer, Earlier as Version } from "./contract";
import { ANSWERS } from "./strings";

interface Props {
  answer: Answer;
  language: string;
  close(): void;
}

/** What an answer was before, and the way back. */
export function Earlier({ answer, language, close }: Props) {
  const { strings } = useStudio();
  const words = useStrings(ANSWERS);
  const path = `/api/studio/answers/${answer.kind}/${answer.name}`;
  const loaded = useLoaded(() => call<{ versions: Version[] }>("GET", `${path}/history?in=${language}`), []);
  const versions = loaded.data?.versions ?? [];
  return (
    <Dialog title={`${words.history} (${strings.languages[language] ?? language})`} close={close}>
      {!loaded.data && !loaded.problem && <p>{strings.loading}</p>}
      {loaded.problem && <p class="problem">{loaded.problem}</p>}
      {loaded.data && versions.length < 2 && <p class="soft">{words.noHistory}</p>}
      <ol class="answers-earlier">
        {versions.map((each, at) => (
          <Entry key={each.version.id} each={each} isNow={at === 0} {...{ answer, language, path }} />
        ))}
      </ol>
    </Dialog>
  );
}

interface EntryProps {
  each: Version;
  isNow: boolean;
  answer: Answer;
  language: string;
  path: string;
}

function Entry({ each, isNow, answer, language, path }: EntryProps) {
  const { studio, language: mine } = useStudio();
  const words = useStrings(ANSWERS);
  const { version, patch } = each;
  const text = answer.texts[language];
  const back = (): void => {
    const was = [text?.stamp, text?.live?.stamp].filter(Boolean);
    const body = { language, version: version.id, was, live: answer.may_live };
    void studio.edit(() => call<Edited>("POST", `${path}/back`, body));
  };
  const count = (sign: string): number => patch.split("\n").filter((line) => line.startsWith(sign)).length;
  return (
    <li>
      <div class="page-head">
        <div>
          <strong>{version.title}</strong>
          <p class="soft">{`${version.author} · ${new Date(version.at).toLocaleString(mine)}`}</p>
        </div>
        {isNow ? (
          <span class="tag is-available">{words.current}</span>
        ) : (
          each.fields && (
            <button type="button" class="button" onClick={back}>
              {words.goBack}
            </button>
          )
        )}
      </div>
      {!each.fields && <p class="soft">{words.gone}</p>}
      <Diff files={[{ path: answer.name, status: "changed", added: count("+"), removed: count("-"), patch }]} />
    </li>
  );
}
