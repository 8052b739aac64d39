import { useEffect, useState } from "preact/hooks";
import { go } from "../../shared/route";
import { useStrings } from "../context";
import { isRedone, isReunderstood, type Plan, planned, ruled, type Teaches, type Turn } from "./chat";
import type { Stories } from "./contract";
import { Refusal } from "./Refusal";
import { useSaving } from "./saving";
import { STORIES } from "./strings";
import { addressOf } from "./words";

const TESTS = "tests/dialogue/";

/** What becomes of a written dialogue: rules or a story, a test, and words to learn. */
export function SaveTalk({ stories, turns }: { stories: Stories; turns: Turn[] }) {
  const words = useStrings(STORIES);
  const saving = useSaving();
  const files = stories.paths.filter((path) => !path.startsWith(TESTS));
  const tests = stories.paths.filter((path) => path.startsWith(TESTS));
  const [isEmpty, setEmpty] = useState(false);
  const [chosen, setChosen] = useState<Partial<Plan>>({});
  const plan: Plan = {
    name: "",
    teaches: turns.some(isRedone) ? "rules" : "nothing",
    path: files[0] ?? "stories/new.yml",
    isTest: true,
    testPath: tests[0] ?? `${TESTS}test_stories.yml`,
    learns: turns.flatMap((turn, at) => (isReunderstood(turn) && turn.intent !== "nlu_fallback" ? [at] : [])),
    ...chosen,
  };
  const put = (part: Partial<Plan>): void => setChosen({ ...chosen, ...part });
  const rules = ruled(turns);
  const ways: [Teaches, string][] = [
    ["nothing", words.teachNothing],
    ...(rules.length > 0 ? [["rules", words.teachRules(rules.length)] as [Teaches, string]] : []),
    ["story", words.teachStory],
  ];

  // what was refused was another dialogue
  useEffect(saving.forget, [turns, chosen]);
  const [instead, setInstead] = useState(false);
  useEffect(() => setInstead(false), [turns, chosen]);

  async function submit(anyway: boolean, replaces = instead): Promise<void> {
    setInstead(replaces);
    const wanted = planned(turns, plan);
    setEmpty(wanted.dialogues.length + wanted.examples.length === 0);
    if (wanted.dialogues.length + wanted.examples.length === 0) return;
    if (!(await saving.save({ verb: "add", instead: replaces, ...wanted }, anyway))) return;
    const [first] = wanted.dialogues;
    go(first ? addressOf(first) : "/studio/stories");
  }

  return (
    <form
      class="card"
      aria-label={words.saveTitle}
      onSubmit={(event) => {
        event.preventDefault();
        void submit(false);
      }}
    >
      <h2>{words.saveTitle}</h2>
      <label class="field">
        <span>{words.name}</span>
        <input
          value={plan.name}
          maxLength={110}
          required={plan.teaches !== "nothing" || plan.isTest}
          onInput={(event) => put({ name: event.currentTarget.value })}
        />
      </label>
      <fieldset>
        <legend>{words.teach}</legend>
        <div class="choices">
          {ways.map(([way, said]) => (
            <label key={way} class="choice">
              <input
                type="radio"
                name="teaches"
                checked={plan.teaches === way}
                onChange={() => put({ teaches: way })}
              />
              <span>{said}</span>
            </label>
          ))}
        </div>
        {plan.teaches === "story" && !stories.learns_stories && <p class="soft">{words.onlyRules}</p>}
        {plan.teaches !== "nothing" && <FileField paths={files} value={plan.path} put={(path) => put({ path })} />}
      </fieldset>
      <label class="choice">
        <input
          type="checkbox"
          checked={plan.isTest}
          onChange={(event) => put({ isTest: event.currentTarget.checked })}
        />
        <span>{words.asTest}</span>
      </label>
      {plan.isTest && <FileField paths={tests} value={plan.testPath} put={(testPath) => put({ testPath })} />}
      <Learns turns={turns} learns={plan.learns} put={(learns) => put({ learns })} />
      {isEmpty && <p class="problem">{words.nothingToSave}</p>}
      <Refusal
        stories={stories}
        saving={saving}
        again={() => void submit(true)}
        instead={() => void submit(false, true)}
      />
      <button type="submit" class="button is-strong" disabled={saving.isBusy}>
        {words.save}
      </button>
    </form>
  );
}

function FileField({ paths, value, put }: { paths: string[]; value: string; put(path: string): void }) {
  const words = useStrings(STORIES);
  return (
    <label class="field">
      <span>{words.inFile}</span>
      <select value={value} onChange={(event) => put(event.currentTarget.value)}>
        {(paths.includes(value) ? paths : [...paths, value]).map((path) => (
          <option key={path} value={path}>
            {path}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Words that were understood wrongly, to be learnt with the intent that they have. */
function Learns({ turns, learns, put }: { turns: Turn[]; learns: number[]; put(learns: number[]): void }) {
  const words = useStrings(STORIES);
  const wrong = turns.flatMap((turn, at) => (isReunderstood(turn) && turn.intent !== "nlu_fallback" ? [at] : []));
  if (wrong.length === 0) return null;
  return (
    <fieldset>
      <legend>{words.asExamples}</legend>
      {wrong.map((at) => (
        <label key={at} class="choice">
          <input
            type="checkbox"
            checked={learns.includes(at)}
            onChange={(event) =>
              put(event.currentTarget.checked ? [...learns, at] : learns.filter((other) => other !== at))
            }
          />
          <span>{words.exampleOf(turns[at]?.text ?? "", turns[at]?.intent ?? "")}</span>
        </label>
      ))}
    </fieldset>
  );
}
