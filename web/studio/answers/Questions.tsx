import { useState } from "preact/hooks";
import { go } from "../../shared/route";
import { call } from "../../shared/staff/call";
import { useLoaded, useStrings, useStudio } from "../context";
import { begin } from "./begun";
import { type Begin, EMPTY, type Fields, type Question } from "./contract";
import { ANSWERS } from "./strings";

const ALSO = 6;

/** What shoppers asked and the bot could not answer, with something to begin an answer from. */
export function Questions() {
  const { studio, strings } = useStudio();
  const words = useStrings(ANSWERS);
  const loaded = useLoaded(() => call<{ questions: Question[] }>("GET", "/api/studio/answers/questions"), []);
  const [open, setOpen] = useState<string | null>(null);
  if (!loaded.data) return loaded.problem ? <p class="problem">{loaded.problem}</p> : <p>{strings.loading}</p>;
  const { questions } = loaded.data;
  const settle = async ({ keys }: Question): Promise<void> => {
    await studio.trying(() => call("POST", "/api/studio/answers/questions/settle", { keys, how: "dismissed" }));
    studio.say(words.putAside);
    loaded.reload();
  };
  return (
    <>
      <p class="soft">{questions.length > 0 ? words.questionsText : words.noQuestions}</p>
      <ol class="answers-questions">
        {questions.map((question) => (
          <Asked
            key={question.keys[0]}
            question={question}
            isOpen={open === question.keys[0]}
            toggle={() => setOpen(open === question.keys[0] ? null : (question.keys[0] ?? null))}
            settle={() => void settle(question)}
          />
        ))}
      </ol>
    </>
  );
}

interface AskedProps {
  question: Question;
  isOpen: boolean;
  toggle(): void;
  settle(): void;
}

function Asked({ question, isOpen, toggle, settle }: AskedProps) {
  const { strings, language } = useStudio();
  const words = useStrings(ANSWERS);
  const [first, ...others] = question.wordings;
  return (
    <li class="card">
      <div class="page-head">
        <div>
          <p lang={question.language}>
            <strong>{first?.text}</strong>
          </p>
          <p class="tags">
            <span class="tag is-task">{words.asked(question.count)}</span>
            <span class="tag">{strings.languages[question.language] ?? question.language}</span>
            <span class="soft">{words.lastAsked(new Date(question.last).toLocaleDateString(language))}</span>
          </p>
        </div>
        <div class="row-form">
          <button type="button" class="button" aria-expanded={isOpen} onClick={toggle}>
            {words.writeAnswer}
          </button>
          <button type="button" class="link" onClick={settle}>
            {words.needsNone}
          </button>
        </div>
      </div>
      {others.length > 0 && (
        <ul class="soft" lang={question.language}>
          {others.map(({ text, count }) => (
            <li key={text}>{count > 1 ? `${text} (${count})` : text}</li>
          ))}
        </ul>
      )}
      {isOpen && <Beginnings question={question} />}
    </li>
  );
}

function Beginnings({ question }: { question: Question }) {
  const { strings } = useStudio();
  const words = useStrings(ANSWERS);
  const { language, keys } = question;
  const [text = "", ...more] = question.wordings.map((one) => one.text);
  const found = useLoaded(() => call<Begin>("POST", "/api/studio/answers/questions/draft", { text, language }), [text]);
  const start = (answer: string): void => {
    const fields: Fields = { ...EMPTY.faq, question: text, also: more.slice(0, ALSO), answer };
    begin({ language, fields, keys });
    go("/studio/answers/new/faq");
  };
  const join = (passage: string): void => {
    begin({ language, fields: { also: [text, ...more].slice(0, ALSO) }, keys });
    go(`/studio/answers/faq/${passage}`);
  };
  if (!found.data) return found.problem ? <p class="problem">{found.problem}</p> : <p>{strings.loading}</p>;
  const { passages, before, reachable } = found.data;
  return (
    <div class="answers-beginnings">
      {!reachable && <p class="soft">{words.unreachable}</p>}
      {reachable && passages.length + before.length === 0 && <p class="soft">{words.nothingNear}</p>}
      {passages.length > 0 && <h3>{words.nearest}</h3>}
      {passages.map((each) => (
        <article key={each.id} lang={each.language}>
          <p>
            <strong>{each.title}</strong> <span class="tag">{each.score.toFixed(2)}</span>
          </p>
          <p class="soft answers-line">{each.text}</p>
          <div class="row-form">
            <button type="button" class="button" onClick={() => join(each.id)}>
              {words.belongs}
            </button>
            <button type="button" class="link" onClick={() => start(each.text)}>
              {words.beginHere}
            </button>
          </div>
        </article>
      ))}
      {before.length > 0 && <h3>{words.fromAgents}</h3>}
      {before.map((each) => (
        <article key={each.text} lang={each.language}>
          <p class="soft">{each.title}</p>
          <p>{each.text}</p>
          <button type="button" class="link" onClick={() => start(each.text)}>
            {words.beginHere}
          </button>
        </article>
      ))}
      <p>
        <button type="button" class="button" onClick={() => start("")}>
          {words.beginEmpty}
        </button>
      </p>
    </div>
  );
}
