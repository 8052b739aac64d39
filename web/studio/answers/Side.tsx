import { useEffect, useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { useStrings, useStudio } from "../context";
import type { Edited } from "../contract";
import type { Begun } from "./begun";
import { type Answer, EMPTY, type Fields } from "./contract";
import { FieldsForm } from "./FieldsForm";
import { faults, isSame, withAlso } from "./fields";
import { Preview } from "./Preview";
import { Shown } from "./Shown";
import { ANSWERS } from "./strings";

interface Props {
  answer: Answer;
  language: string;
  begun: Begun | null;
  history(): void;
}

/** An answer in one language: its fields, how it will look, and what becomes of it. */
export function Side({ answer, language, begun, history }: Props) {
  const { studio, strings } = useStudio();
  const words = useStrings(ANSWERS);
  const text = answer.texts[language] ?? null;
  const there = text?.fields ?? EMPTY[answer.kind];
  const [base, setBase] = useState({ stamp: text?.stamp ?? "", fields: there });
  const [fields, setFields] = useState<Fields>(() => (begun ? withAlso(there, begun.fields.also ?? []) : there));
  const changed = !isSame(fields, base.fields);
  const isStale = base.stamp !== (text?.stamp ?? "");
  const named = strings.languages[language] ?? language;
  const found = faults(answer.kind, fields, text ? base.fields : null, answer.variables);

  const take = (): void => {
    setBase({ stamp: text?.stamp ?? "", fields: there });
    setFields(there);
  };
  useEffect(() => {
    if (isStale && !changed) take();
  }, [text?.stamp]);

  const save = async (live: boolean): Promise<void> => {
    const was = [base.stamp, ...(text?.live ? [text.live.stamp] : [])].filter(Boolean);
    const body = { language, fields, was, live, ...(begun && { keys: begun.keys }) };
    const saved = fields;
    await studio.edit(async () => {
      const edited = await call<Edited>("PUT", `/api/studio/answers/${answer.kind}/${answer.name}`, body);
      setBase({ stamp: base.stamp, fields: saved });
      if (!edited.version) studio.say(words.saved);
      return edited;
    });
  };

  return (
    <section class="card answers-side" aria-label={named}>
      <div class="page-head">
        <h2>{named}</h2>
        {text && (
          <button type="button" class="link" onClick={history}>
            {words.history}
          </button>
        )}
      </div>
      {!text && <p class="tag is-bad">{words.missingHere(named)}</p>}
      {isStale && changed && text && (
        <div class="facts" role="alert">
          <p>{words.changedMeanwhile}</p>
          <Shown fields={text.fields} language={language} />
          <div class="row-form">
            <button type="button" class="button" onClick={take}>
              {words.takeTheirs}
            </button>
            <button type="button" class="button" onClick={() => setBase({ stamp: text.stamp, fields: text.fields })}>
              {words.keepMine}
            </button>
          </div>
        </div>
      )}
      {text?.live && (
        <details>
          <summary>
            <span class="tag is-busy">{words.pending}</span> {words.isLive}
          </summary>
          <Shown fields={text.live.fields} language={language} />
        </details>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save(answer.may_live);
        }}
      >
        <FieldsForm kind={answer.kind} fields={fields} language={language} shared={answer.shared} change={setFields} />
        {answer.variables.length > 0 && (
          <p class="soft">
            {`${words.variables} `}
            {answer.variables.map((name) => (
              <code key={name}>{`{${name}} `}</code>
            ))}
          </p>
        )}
        {found.unknown.map((name) => (
          <p class="problem" role="alert" key={name}>
            {words.unknown(name)}
          </p>
        ))}
        {found.lost.map((name) => (
          <p class="problem" role="alert" key={name}>
            {words.lost(name)}
          </p>
        ))}
        <div class="row-form">
          {answer.may_live && (
            <button type="submit" class="button is-strong" disabled={!changed && !text?.live}>
              {words.saveLive}
            </button>
          )}
          <button
            type={answer.may_live ? "button" : "submit"}
            class={answer.may_live ? "button" : "button is-strong"}
            disabled={!changed}
            onClick={answer.may_live ? () => void save(false) : undefined}
          >
            {words.saveDraft}
          </button>
          {changed && (
            <button type="button" class="link" onClick={take}>
              {words.undo}
            </button>
          )}
        </div>
      </form>
      <Preview kind={answer.kind} fields={fields} language={language} />
      {text && <p class="soft answers-place">{text.place}</p>}
    </section>
  );
}
