import { useState } from "preact/hooks";
import { go } from "../../shared/route";
import { call } from "../../shared/staff/call";
import { useLoaded, useStrings, useStudio } from "../context";
import type { Edited } from "../contract";
import { takeBegun } from "./begun";
import { EMPTY, type Fields, type Kind, type Listing } from "./contract";
import { FieldsForm } from "./FieldsForm";
import { Preview } from "./Preview";
import { ANSWERS } from "./strings";

/** A new passage or response, in every language side by side. */
export function NewAnswer({ kind }: { kind: Kind }) {
  const { studio, strings } = useStudio();
  const words = useStrings(ANSWERS);
  const [begun] = useState(takeBegun);
  const listing = useLoaded(() => call<Listing>("GET", "/api/studio/answers/list"), []);
  const [name, setName] = useState(kind === "response" ? "utter_" : "");
  const [topic, setTopic] = useState("");
  const [texts, setTexts] = useState<Record<string, Fields>>(begun ? { [begun.language]: begun.fields } : {});
  if (!listing.data) return listing.problem ? <p class="problem">{listing.problem}</p> : <p>{strings.loading}</p>;
  const { languages, may_live: mayLive, topics, files } = listing.data;
  const places = kind === "faq" ? topics : files;
  const chosen = topic || (kind === "faq" ? (places[0] ?? "") : "talk");

  const save = async (live: boolean): Promise<void> => {
    const written = Object.fromEntries(Object.entries(texts).filter(([, fields]) => isWritten(kind, fields)));
    const body = { name, topic: chosen, texts: written, live, ...(begun && { keys: begun.keys }) };
    const made = await studio.edit(() => call<Edited>("POST", `/api/studio/answers/${kind}`, body));
    if (made) go(`/studio/answers/${kind}/${name}`);
  };

  return (
    <form
      class="answers-new-answer"
      onSubmit={(event) => {
        event.preventDefault();
        void save(mayLive);
      }}
    >
      <h2>{kind === "faq" ? words.newFaq : words.newResponse}</h2>
      <p class={mayLive && kind === "faq" ? "answers-live-note" : "answers-live-note is-draft"}>
        {!mayLive ? words.draftOnly : kind === "faq" ? words.liveAtOnce : words.newResponseLive}
      </p>
      <div class="row-form">
        <label class="field">
          <span>{words.name}</span>
          <input
            required
            value={name}
            autocomplete="off"
            aria-describedby="name-help"
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>{kind === "faq" ? words.topic : words.file}</span>
          <select value={chosen} onChange={(event) => setTopic(event.currentTarget.value)}>
            {places.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      </div>
      <p class="soft" id="name-help">
        {kind === "faq" ? words.nameFaq : words.nameResponse}
      </p>
      <div class="answers-sides">
        {languages.map((language) => {
          const fields = texts[language] ?? EMPTY[kind];
          return (
            <section class="card answers-side" key={language} aria-label={strings.languages[language] ?? language}>
              <h2>{strings.languages[language] ?? language}</h2>
              <FieldsForm
                kind={kind}
                fields={fields}
                language={language}
                shared={{}}
                change={(changed) => setTexts({ ...texts, [language]: changed })}
              />
              <Preview kind={kind} fields={fields} language={language} />
            </section>
          );
        })}
      </div>
      <p class="soft">{words.leaveEmpty}</p>
      <div class="row-form">
        {mayLive && (
          <button type="submit" class="button is-strong">
            {words.create}
          </button>
        )}
        <button
          type={mayLive ? "button" : "submit"}
          class="button"
          onClick={mayLive ? () => void save(false) : undefined}
        >
          {words.createDraft}
        </button>
      </div>
    </form>
  );
}

function isWritten(kind: Kind, fields: Fields): boolean {
  if (kind === "faq") return Boolean(fields.question?.trim() || fields.answer?.trim());
  return Boolean(fields.wordings?.some((one) => one.text.trim()));
}
