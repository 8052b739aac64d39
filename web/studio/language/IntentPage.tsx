import { useEffect, useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { useLoaded, useStrings, useStudio } from "../context";
import type { Edited } from "../contract";
import { Column } from "./Column";
import { type Example, type Intents, keyOf, LANGUAGE, type OneIntent, refOf } from "./contract";
import { MergeDialog, MoveDialog, RemoveDialog, RenameDialog } from "./Dialogs";
import { NewIntent } from "./NewIntent";
import { Places } from "./Places";
import { WORDS } from "./strings";

type Open = "rename" | "merge" | "remove" | "move" | "split" | null;

/** One intent: its examples, every language beside the other. */
export function IntentPage({ name, all }: { name: string; all: Intents | null }) {
  const { studio, state, strings, language } = useStudio();
  const words = useStrings(WORDS);
  const loaded = useLoaded(() => call<OneIntent>("GET", `${LANGUAGE}/intents/${encodeURIComponent(name)}`), [name]);
  const [chosen, setChosen] = useState<ReadonlyMap<string, Example>>(new Map());
  const [open, setOpen] = useState<Open>(null);
  useEffect(() => setChosen(new Map()), [state.edition]);
  const intent = loaded.data;
  const examples = [...chosen.values()];
  const close = (): void => setOpen(null);

  function toggle(some: readonly Example[], is: boolean): void {
    const next = new Map(chosen);
    for (const example of some) {
      if (is) next.set(keyOf(example), example);
      else next.delete(keyOf(example));
    }
    setChosen(next);
  }

  function remove(some: readonly Example[]): void {
    const body = { intent: name, examples: some.map(refOf) };
    void studio.edit(() => call<Edited>("POST", `${LANGUAGE}/examples/remove`, body));
  }

  /** A key on an example acts on what is chosen, or on that example alone. */
  function act(verb: "move" | "remove", example: Example): void {
    const some = chosen.size ? examples : [example];
    if (verb === "remove") {
      remove(some);
      return;
    }
    toggle(some, true);
    setOpen("move");
  }

  if (!intent) return <main class="page">{loaded.problem && <p class="problem">{loaded.problem}</p>}</main>;
  return (
    <main class="page">
      <p>
        <a href="/studio/language">← {words.back}</a>
      </p>
      <div class="page-head">
        <div>
          <h1>{name}</h1>
          <p class="soft">
            {intent.titles[language]} · {intent.topic}
          </p>
        </div>
        {intent.exists && (
          <div class="row-form">
            {(["rename", "merge"] as const).map((verb) => (
              <button key={verb} type="button" class="button" onClick={() => setOpen(verb)}>
                {words[verb]}
              </button>
            ))}
            <button type="button" class="button" onClick={() => setOpen("remove")}>
              {words.removeIntent}
            </button>
          </div>
        )}
      </div>
      {!intent.exists && <p class="problem">{words.missing}</p>}
      {intent.exists && (
        <>
          <Places intent={name} />
          <p class="soft">{words.keys}</p>
          {chosen.size > 0 && (
            <div class="lang-chosen" role="toolbar" aria-label={words.chosen(chosen.size)}>
              <strong aria-live="polite">{words.chosen(chosen.size)}</strong>
              <button type="button" class="button" onClick={() => setOpen("move")}>
                {words.move}
              </button>
              <button type="button" class="button" disabled={!all} onClick={() => setOpen("split")}>
                {words.split}
              </button>
              <button type="button" class="button" onClick={() => remove(examples)}>
                {words.remove}
              </button>
              <button type="button" class="link" onClick={() => setChosen(new Map())}>
                {words.clear}
              </button>
            </div>
          )}
          <div class="lang-columns">
            {intent.languages.map((one) => (
              <Column
                key={one}
                intent={name}
                language={one}
                title={strings.languages[one] ?? one}
                examples={intent.examples[one] ?? []}
                entities={intent.entities}
                chosen={chosen}
                toggle={toggle}
                act={act}
              />
            ))}
          </div>
        </>
      )}
      {open === "rename" && <RenameDialog intent={name} close={close} />}
      {open === "merge" && <MergeDialog intent={name} all={all} close={close} />}
      {open === "remove" && <RemoveDialog intent={name} close={close} />}
      {open === "move" && <MoveDialog intent={name} all={all} examples={examples} close={close} />}
      {open === "split" && all && (
        <NewIntent all={all} from={{ intent: name, topic: intent.topic, examples }} close={close} />
      )}
    </main>
  );
}
