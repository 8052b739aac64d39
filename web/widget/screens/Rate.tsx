import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { NoticeRow } from "../../shared/contract";
import { errorText } from "../strings";
import { isToRate } from "../transcript";
import { useChat } from "./context";
import { StarIcon } from "./icons";

const STARS = [1, 2, 3, 4, 5];
const LONGEST_WORDS = 500;

/** Asks for one to five stars and a word; afterwards, and where it was asked again since, it is a line like any other. */
export function Rate({ row }: { row: NoticeRow }) {
  const { state, strings } = useChat();
  const [thanked, setThanked] = useState(false);
  const thanks = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // the form with the focus in it is gone
    if (thanked) thanks.current?.focus();
  }, [thanked]);
  if (isToRate(state, row)) return <Form row={row} done={() => setThanked(true)} />;
  return (
    <p ref={thanks} class="notice" dir="auto" tabIndex={-1} role={thanked ? "status" : undefined}>
      {thanked ? strings.rateThanks : row.body.text}
    </p>
  );
}

function Form({ row, done }: { row: NoticeRow; done: () => void }) {
  const { session, strings } = useChat();
  const [stars, setStars] = useState(0);
  const [words, setWords] = useState("");
  const [problem, setProblem] = useState("");
  const name = useId();
  const give = async (): Promise<void> => {
    if (stars === 0) return setProblem(strings.rateFirst);
    const about = row.body.about ?? "bot";
    const said = words.trim();
    const code = await session.rate(row, said ? { about, stars, words: said } : { about, stars });
    if (code) setProblem(errorText(strings, code));
    else done();
  };
  return (
    <form
      class="rate"
      onSubmit={(event) => {
        event.preventDefault();
        void give();
      }}
    >
      <fieldset>
        <legend dir="auto">{row.body.text}</legend>
        <div class="rate-stars">
          {STARS.map((star) => (
            <label key={star} class={star <= stars ? "is-on" : ""} title={strings.stars(star)}>
              <input
                type="radio"
                class="hidden"
                name={name}
                value={star}
                checked={star === stars}
                onChange={() => {
                  setStars(star);
                  setProblem("");
                }}
              />
              <StarIcon />
              <span class="hidden">{strings.stars(star)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <div class="rate-words">
        <input
          type="text"
          dir="auto"
          value={words}
          maxLength={LONGEST_WORDS}
          placeholder={strings.rateWords}
          aria-label={strings.rateWords}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        <button type="submit" class="button is-strong">
          {strings.rateSend}
        </button>
      </div>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
