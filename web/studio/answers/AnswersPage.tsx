import { useStrings, useStudio } from "../context";
import type { Route } from "../route";
import "./answers.css";
import { AllAnswers } from "./AllAnswers";
import { KINDS, type Kind } from "./contract";
import { EditAnswer } from "./EditAnswer";
import { NewAnswer } from "./NewAnswer";
import { Questions } from "./Questions";
import { ANSWERS } from "./strings";

const HOME = "/studio/answers";

/** What the bot says, in every language side by side. */
export function AnswersPage({ route }: { route: Route }) {
  const { strings } = useStudio();
  const words = useStrings(ANSWERS);
  const [first = "", second = ""] = route.rest.split("/");
  const kind = KINDS.find((one) => one === first);
  const isNew = first === "new" && (second === "faq" || second === "response");
  return (
    <main class="page answers">
      <h1>{strings.pages.answers}</h1>
      {kind || isNew ? (
        <p>
          <a class="link" href={HOME}>{`← ${words.back}`}</a>
        </p>
      ) : (
        <nav class="answers-tabs" aria-label={strings.pages.answers}>
          <a href={HOME} aria-current={first === "questions" ? undefined : "page"}>
            {words.tabs.answers}
          </a>
          <a href={`${HOME}/questions`} aria-current={first === "questions" ? "page" : undefined}>
            {words.tabs.questions}
          </a>
        </nav>
      )}
      {kind ? (
        <EditAnswer key={route.rest} kind={kind} name={second} />
      ) : isNew ? (
        <NewAnswer key={second} kind={second as Kind} />
      ) : first === "questions" ? (
        <Questions />
      ) : (
        <AllAnswers />
      )}
    </main>
  );
}
