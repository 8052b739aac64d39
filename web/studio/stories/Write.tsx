import { useEffect, useRef, useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { useStrings, useStudio } from "../context";
import { begun, meaning, stepsOf, type Turn } from "./chat";
import type { Done, Heard, Stories } from "./contract";
import { Names } from "./Names";
import { SaveTalk } from "./SaveTalk";
import { empty } from "./steps";
import { STORIES } from "./strings";
import { TurnShown } from "./TurnShown";

/** The editor types as a shopper and corrects what the bot of the draft makes of it. */
export function Write({ stories }: { stories: Stories }) {
  const { studio } = useStudio();
  const words = useStrings(STORIES);
  const [turns, setTurns] = useState<Turn[]>([]);
  const [text, setText] = useState("");
  const [isBusy, setBusy] = useState(false);
  const end = useRef<HTMLFormElement>(null);
  useEffect(() => end.current?.scrollIntoView({ block: "nearest" }), [turns.length]);

  async function asking(does: () => Promise<void>): Promise<void> {
    setBusy(true);
    await studio.trying(does);
    setBusy(false);
  }

  const say = (): Promise<void> =>
    asking(async () => {
      const said = text.trim();
      const heard = await call<Heard>("POST", "/api/studio/stories/hear", { text: said, steps: stepsOf(turns) });
      setTurns([...turns, begun(said, heard)]);
      setText("");
    });

  const mean = (at: number, intent: string): Promise<void> =>
    asking(async () => {
      const steps = [...stepsOf(turns.slice(0, at)), empty("intent", intent)];
      const { actions } = await call<{ actions: Done[] }>("POST", "/api/studio/stories/go-on", { steps });
      setTurns(turns.map((turn, place) => (place === at ? meaning(turn, intent, actions) : turn)));
    });

  const act = (at: number, actions: string[]): void =>
    setTurns(turns.map((turn, place) => (place === at ? { ...turn, actions } : turn)));

  return (
    <div class="write">
      <Names stories={stories} />
      <section class="card" aria-label={words.talkTitle}>
        <p class="soft">{words.talkIntro}</p>
        <ol class="talk" aria-live="polite">
          {turns.map((turn, at) => (
            <TurnShown
              key={at}
              stories={stories}
              turn={turn}
              number={at + 1}
              mean={(intent) => void mean(at, intent)}
              act={(actions) => act(at, actions)}
            />
          ))}
        </ol>
        <form
          ref={end}
          class="row-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim() && !isBusy) void say();
          }}
        >
          <label class="field">
            <span>{words.message}</span>
            <input value={text} maxLength={1000} onInput={(event) => setText(event.currentTarget.value)} />
          </label>
          <button type="submit" class="button is-strong" disabled={isBusy || !text.trim()}>
            {words.send}
          </button>
          {turns.length > 0 && (
            <button type="button" class="button" disabled={isBusy} onClick={() => setTurns(turns.slice(0, -1))}>
              {words.takeBack}
            </button>
          )}
        </form>
        <p class="soft" role="status">
          {isBusy && words.thinking}
        </p>
      </section>
      {turns.length > 0 && <SaveTalk stories={stories} turns={turns} />}
    </div>
  );
}
