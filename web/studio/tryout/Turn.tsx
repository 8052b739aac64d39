import type { Language } from "../../shared/contract";
import { useStrings } from "../context";
import type { Answer, Said } from "./contract";
import { TRY } from "./strings";
import type { Exchange } from "./TryOut";
import { Why } from "./Why";

interface Props {
  exchange: Exchange;
  language: Language;
  choose(payload: string, title: string): void;
}

/** What was said, what the bot says to it, and why. */
export function Turn({ exchange, language, choose }: Props) {
  const words = useStrings(TRY);
  const { said, answer, problem } = exchange;
  return (
    <li class="try-turn">
      <p class="try-said" dir="auto" lang={language}>
        {said}
      </p>
      {problem && <p class="problem">{problem}</p>}
      {!answer && !problem && <p class="soft">{words.thinking}</p>}
      {answer && <Replies answer={answer} choose={choose} />}
      {answer && <Why answer={answer} />}
    </li>
  );
}

function Replies({ answer, choose }: { answer: Answer; choose: Props["choose"] }) {
  const words = useStrings(TRY);
  return (
    <>
      <span class="hidden">{words.said}</span>
      {answer.messages.map((message, at) => (
        <div key={at} class="try-reply" dir="auto">
          <p>{textOf(message, words)}</p>
          {message.body.choices && (
            <div class="tags">
              {message.body.choices.map((choice) => (
                <button
                  key={choice.payload}
                  type="button"
                  class="button"
                  onClick={() => choose(choice.payload, choice.title)}
                >
                  {choice.title}
                </button>
              ))}
            </div>
          )}
        </div>
      ))}
      {answer.messages.length === 0 && <p class="soft">{words.nothingSaid}</p>}
      {answer.handoff && <p class="soft">{words.handoff(answer.handoff)}</p>}
    </>
  );
}

function textOf({ kind, body }: Said, words: (typeof TRY)["en"]): string {
  const names = (body.products ?? []).map((product) => product.title ?? product.name ?? "").filter(Boolean);
  const parts = [body.text, names.length > 0 && words.products(names.join(", ")), body.number];
  return parts.filter(Boolean).join("\n") || words.card(kind);
}
