import { useStrings } from "../context";
import type { Fields, Kind, Wording } from "./contract";
import { inOneLine, lines, listed, onLines, replaced } from "./fields";
import { LinesField } from "./LinesField";
import { ANSWERS } from "./strings";
import { WordingForm } from "./WordingForm";

interface Props {
  kind: Kind;
  fields: Fields;
  language: string;
  /** Names of shared lists of buttons → the other responses that use them. */
  shared: Record<string, string[]>;
  change(fields: Fields): void;
}

/** The fields of an answer in one language. */
export function FieldsForm({ kind, fields, language, shared, change }: Props) {
  const words = useStrings(ANSWERS);
  const set = (changed: Partial<Fields>): void => change({ ...fields, ...changed });
  if (kind === "phrase")
    return (
      <label class="field">
        <span>{words.text}</span>
        <textarea
          rows={4}
          lang={language}
          value={fields.text}
          onInput={(event) => set({ text: event.currentTarget.value })}
        />
      </label>
    );
  if (kind === "faq")
    return (
      <>
        <label class="field">
          <span>{words.question}</span>
          <input
            lang={language}
            value={fields.question}
            onInput={(event) => set({ question: event.currentTarget.value })}
          />
        </label>
        <label class="field">
          <span>{words.answer}</span>
          <textarea
            rows={9}
            lang={language}
            value={fields.answer}
            onInput={(event) => set({ answer: event.currentTarget.value })}
          />
        </label>
        <LinesField
          label={words.also}
          rows={6}
          language={language}
          value={fields.also ?? []}
          join={onLines}
          split={lines}
          change={(also) => set({ also })}
        />
        <LinesField
          label={words.intents}
          rows={1}
          language="en"
          value={fields.intents ?? []}
          join={inOneLine}
          split={listed}
          change={(intents) => set({ intents })}
        />
      </>
    );
  const wordings = fields.wordings ?? [];
  const setAll = (changed: Wording[]): void => set({ wordings: changed });
  return (
    <>
      {wordings.map((wording, at) => (
        <WordingForm
          key={wording.at ?? `new-${at}`}
          number={wordings.length > 1 ? at + 1 : null}
          wording={wording}
          language={language}
          others={wording.shared ? (shared[wording.shared] ?? []) : []}
          change={(changed) => setAll(replaced(wordings, at, changed))}
          remove={wordings.length > 1 ? () => setAll(wordings.filter((_, number) => number !== at)) : null}
        />
      ))}
      {wordings.length > 1 && <p class="soft">{words.oneOfThem}</p>}
      <button
        type="button"
        class="link"
        onClick={() => setAll([...wordings, { at: null, text: "", buttons: [] }])}
      >{`+ ${words.addWording}`}</button>
    </>
  );
}
