import { useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { useLoaded, useStrings } from "../context";
import type { ChangedMessage, Changes, Verdict } from "./contract";
import { OneByOne } from "./OneByOne";
import { CHECKS } from "./strings";
import { verdictClass } from "./verdict";

export interface Page {
  messages: ChangedMessage[];
  of: number;
  page: number;
}

const VERDICTS = ["worse", "better", "other"] as const;

/** What real messages would become: better or worse by their labels, each to be opened. `of` names the result. */
export function Messages({ found, of }: { found: Changes; of: string }) {
  const words = useStrings(CHECKS);
  const [verdict, setVerdict] = useState<Verdict | "">("");
  const [offset, setOffset] = useState(0);
  const [opened, setOpened] = useState<number | null>(null);
  const page = useLoaded(
    () => call<Page>("GET", `/api/studio/checks/messages/changed?verdict=${verdict}&offset=${offset}`),
    [verdict, offset, of],
  );
  const changed = VERDICTS.reduce((sum, each) => sum + found.counts[each], 0);
  if (found.messages === 0) return <p class="soft">{words.noMessages}</p>;

  const choose = (next: Verdict | "") => {
    setVerdict(next);
    setOffset(0);
  };

  return (
    <>
      <p>
        <strong>{words.summary(changed, found.messages)}</strong>{" "}
        {words.labelled(found.labelled, found.right.published, found.right.draft)}
      </p>
      {found.answers.length > 0 && <p class="soft">{words.answers(found.answers.join(", "))}</p>}
      {changed > 0 && (
        <>
          <div class="tags">
            <Filter name={`${words.all} ${changed}`} isOn={verdict === ""} choose={() => choose("")} />
            {VERDICTS.map((each) => (
              <Filter
                key={each}
                name={`${words.verdicts[each]} ${found.counts[each]}`}
                isOn={verdict === each}
                choose={() => choose(each)}
              />
            ))}
          </div>
          {page.problem && <p class="problem">{page.problem}</p>}
          {page.data && <Changed messages={page.data.messages} open={setOpened} />}
          {page.data && page.data.of > page.data.page && (
            <div class="row-form">
              <button
                type="button"
                class="button"
                disabled={offset === 0}
                onClick={() => setOffset(Math.max(0, offset - (page.data?.page ?? 0)))}
              >
                {words.previous}
              </button>
              <button
                type="button"
                class="button"
                disabled={offset + page.data.page >= page.data.of}
                onClick={() => setOffset(offset + (page.data?.page ?? 0))}
              >
                {words.next}
              </button>
            </div>
          )}
        </>
      )}
      {opened !== null && page.data && (
        <OneByOne messages={page.data.messages} at={opened} move={setOpened} close={() => setOpened(null)} />
      )}
    </>
  );
}

function Filter({ name, isOn, choose }: { name: string; isOn: boolean; choose(): void }) {
  return (
    <button type="button" class={isOn ? "button is-strong" : "button"} aria-pressed={isOn} onClick={choose}>
      {name}
    </button>
  );
}

function Changed({ messages, open }: { messages: ChangedMessage[]; open(at: number): void }) {
  const words = useStrings(CHECKS);
  return (
    <div class="table">
      <table>
        <thead>
          <tr>
            <th>{words.message}</th>
            <th>{words.before}</th>
            <th>{words.after}</th>
            <th>{words.judged}</th>
          </tr>
        </thead>
        <tbody>
          {messages.map((message, at) => (
            <tr key={message.id}>
              <td>
                <button type="button" class="link check-message" dir="auto" onClick={() => open(at)}>
                  {message.text}
                </button>
              </td>
              <td>{message.before.sure ? message.before.intent : words.asksBack(message.before.intent)}</td>
              <td>{message.after.sure ? message.after.intent : words.asksBack(message.after.intent)}</td>
              <td>
                <span class={verdictClass(message.verdict)}>{words.verdicts[message.verdict]}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
