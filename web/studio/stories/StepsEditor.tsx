import { useState } from "preact/hooks";
import { useStrings } from "../context";
import { type Dialogue, type Kind, type Step, type Stories, targetOf } from "./contract";
import { Names } from "./Names";
import { Refusal } from "./Refusal";
import { useSaving } from "./saving";
import { empty, entitiesMeant, entitiesTyped, KINDS, meant, typed } from "./steps";
import { STORIES } from "./strings";

interface Row {
  /** Stays with it while it is moved. */
  id: number;
  step: Step;
  text: string;
}

/** The steps of a dialogue, a line each. */
export function StepsEditor({ stories, dialogue, close }: { stories: Stories; dialogue: Dialogue; close(): void }) {
  const words = useStrings(STORIES);
  const saving = useSaving();
  const [rows, setRows] = useState<Row[]>(dialogue.steps.map((step, id) => ({ id, step, text: typed(step) })));
  const put = (at: number, row: Row): void => setRows(rows.map((one, place) => (place === at ? row : one)));

  async function submit(anyway: boolean): Promise<void> {
    const steps = rows.map(({ step, text }) => (text === typed(step) ? step : meant(step, text)));
    if (await saving.save({ verb: "change", steps, ...targetOf(dialogue) }, anyway)) close();
  }

  return (
    <form
      class="steps"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(false);
      }}
    >
      <Names stories={stories} />
      <ol class="steps" aria-label={words.steps}>
        {rows.map((row, at) => (
          <li key={row.id}>
            <StepRow row={row} number={at + 1} put={(changed) => put(at, changed)} isTest={dialogue.is_test} />
            <Moves rows={rows} at={at} setRows={setRows} />
          </li>
        ))}
      </ol>
      <button type="button" class="button" onClick={() => setRows([...rows, added(rows)])}>
        {words.add}
      </button>
      <Refusal stories={stories} saving={saving} again={() => void submit(true)} />
      <div class="tags">
        <button type="submit" class="button is-strong" disabled={saving.isBusy}>
          {words.save}
        </button>
        <button type="button" class="button" onClick={close}>
          {words.cancel}
        </button>
      </div>
    </form>
  );
}

/** After the bot the shopper, and after the shopper the bot. */
const added = (rows: Row[]): Row => ({
  id: Math.max(-1, ...rows.map((row) => row.id)) + 1,
  step: empty(rows.at(-1)?.step.kind === "action" ? "intent" : "action"),
  text: "",
});

const LISTS: Partial<Record<Kind, string>> = { intent: "story-intents", action: "story-actions", loop: "story-loops" };

function StepRow({ row, number, put, isTest }: { row: Row; number: number; put(row: Row): void; isTest: boolean }) {
  const words = useStrings(STORIES);
  const { step, text } = row;
  const [entities, setEntities] = useState(entitiesTyped(step));
  const isPlain = step.entities.every((pairs) => pairs.length === 1);
  const name = `${words.step(number)}: ${words.kinds[step.kind]}`;
  return (
    <div class="step-row">
      <select
        aria-label={words.step(number)}
        value={step.kind}
        onChange={(event) => put({ ...row, step: empty(event.currentTarget.value as Kind) })}
      >
        {(KINDS.includes(step.kind) ? KINDS : [...KINDS, step.kind]).map((kind) => (
          <option key={kind} value={kind}>
            {words.kinds[kind]}
          </option>
        ))}
      </select>
      {step.kind === "or" ? (
        <textarea
          aria-label={name}
          rows={Math.min(6, 1 + Math.floor(text.length / 50))}
          value={text}
          onInput={(event) => put({ ...row, text: event.currentTarget.value })}
        />
      ) : (
        <input
          aria-label={name}
          value={text}
          list={LISTS[step.kind]}
          disabled={step.kind === "other"}
          onInput={(event) => put({ ...row, text: event.currentTarget.value })}
        />
      )}
      {step.kind === "intent" && isPlain && (
        <input
          aria-label={`${words.step(number)}: ${words.entities}`}
          placeholder={words.entities}
          value={entities}
          onInput={(event) => {
            setEntities(event.currentTarget.value);
            put({ ...row, step: { ...step, entities: entitiesMeant(event.currentTarget.value) } });
          }}
        />
      )}
      {step.kind === "intent" && isTest && (
        <input
          aria-label={`${words.step(number)}: ${words.exactly}`}
          placeholder={words.exactly}
          value={step.text}
          onInput={(event) => put({ ...row, step: { ...step, text: event.currentTarget.value } })}
        />
      )}
    </div>
  );
}

function Moves({ rows, at, setRows }: { rows: Row[]; at: number; setRows(rows: Row[]): void }) {
  const words = useStrings(STORIES);
  const moved = (to: number): Row[] => {
    const others = rows.filter((_, place) => place !== at);
    const row = rows[at];
    return row ? [...others.slice(0, to), row, ...others.slice(to)] : rows;
  };
  return (
    <div class="tags">
      <button
        type="button"
        class="plain"
        disabled={at === 0}
        aria-label={`${words.up}: ${words.step(at + 1)}`}
        onClick={() => setRows(moved(at - 1))}
      >
        ↑
      </button>
      <button
        type="button"
        class="plain"
        disabled={at === rows.length - 1}
        aria-label={`${words.down}: ${words.step(at + 1)}`}
        onClick={() => setRows(moved(at + 1))}
      >
        ↓
      </button>
      <button
        type="button"
        class="plain"
        aria-label={`${words.drop} ${at + 1}`}
        onClick={() => setRows(rows.filter((_, place) => place !== at))}
      >
        ✕
      </button>
    </div>
  );
}
