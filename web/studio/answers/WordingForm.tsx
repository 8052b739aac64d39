import { useStrings } from "../context";
import type { Button, Wording } from "./contract";
import { ANSWERS } from "./strings";

interface Props {
  number: number | null;
  wording: Wording;
  language: string;
  /** Other responses that have the same list of buttons. */
  others: readonly string[];
  change(changed: Partial<Wording>): void;
  remove: (() => void) | null;
}

/** One way of saying a response, with its buttons. */
export function WordingForm({ number, wording, language, others, change, remove }: Props) {
  const words = useStrings(ANSWERS);
  const { buttons } = wording;
  const setButton = (at: number, changed: Partial<Button>): void =>
    change({ buttons: buttons.map((one, place) => (place === at ? { ...one, ...changed } : one)) });
  return (
    <fieldset class="answers-wording">
      {number !== null && <legend>{words.wording(number)}</legend>}
      {wording.only && <p class="soft">{words.only(wording.only)}</p>}
      <label class="field">
        <span>{words.text}</span>
        <textarea
          rows={4}
          lang={language}
          value={wording.text}
          onInput={(event) => change({ text: event.currentTarget.value })}
        />
      </label>
      {buttons.length > 0 && (
        <fieldset class="answers-wording-buttons">
          <legend>{words.buttons}</legend>
          {buttons.map((button, at) => (
            <div class="answers-wording-button" key={at}>
              <input
                lang={language}
                aria-label={words.button}
                value={button.title}
                onInput={(event) => setButton(at, { title: event.currentTarget.value })}
              />
              <input
                aria-label={words.payload}
                value={button.payload}
                onInput={(event) => setButton(at, { payload: event.currentTarget.value })}
              />
              <button
                type="button"
                class="plain"
                aria-label={words.removeButton(button.title)}
                onClick={() => change({ buttons: buttons.filter((_, place) => place !== at) })}
              >
                ✕
              </button>
            </div>
          ))}
        </fieldset>
      )}
      {others.length > 0 && (
        <>
          <p class="soft">{words.sharedBy(others.join(", "))}</p>
          <label class="choice">
            <input
              type="checkbox"
              checked={wording.own === true}
              onChange={(event) => change({ own: event.currentTarget.checked })}
            />
            {words.ownButtons}
          </label>
        </>
      )}
      <div class="row-form">
        <button
          type="button"
          class="link"
          onClick={() => change({ buttons: [...buttons, { title: "", payload: "/" }] })}
        >{`+ ${words.addButton}`}</button>
        {remove && (
          <button type="button" class="link" onClick={remove}>
            {words.removeWording}
          </button>
        )}
      </div>
    </fieldset>
  );
}
