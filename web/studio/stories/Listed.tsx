import { useState } from "preact/hooks";
import { useStrings } from "../context";
import type { Dialogue, Stories } from "./contract";
import { STORIES } from "./strings";
import { addressOf } from "./words";

/** By file, with what is wrong marked. */
export function Listed({ stories, chosen, view }: { stories: Stories; chosen: Dialogue | undefined; view: string }) {
  const words = useStrings(STORIES);
  const [wanted, setWanted] = useState("");
  const found = stories.dialogues.filter((one) => says(one, wanted.trim().toLowerCase()));
  const wrong = new Set(
    stories.problems.filter((one) => one.severity === "error").flatMap((one) => one.of.map(String)),
  );
  return (
    <nav class="card story-list" aria-label={words.list}>
      <label class="field">
        <span>{words.search}</span>
        <input
          type="search"
          value={wanted}
          placeholder={words.searchHint}
          onInput={(event) => setWanted(event.currentTarget.value)}
        />
      </label>
      {found.length === 0 && <p class="soft">{stories.dialogues.length === 0 ? words.empty : words.none}</p>}
      {stories.paths.map((path) => {
        const here = found.filter((one) => one.path === path);
        return here.length === 0 ? null : (
          <section key={path}>
            <h2>
              <code>{path}</code>
            </h2>
            <ul>
              {here.map((one) => (
                <li key={`${one.kind} ${one.line}`}>
                  <a href={addressOf(one, view)} aria-current={one === chosen ? "true" : undefined}>
                    {one.name}
                    <span class={`tag ${wrong.has(String([one.path, one.name])) ? "is-bad" : ""}`}>{kindOf(one)}</span>
                  </a>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </nav>
  );

  function kindOf(one: Dialogue): string {
    if (one.is_test) return words.test;
    return one.kind === "rule" ? words.rule : words.story;
  }
}

function says(dialogue: Dialogue, wanted: string): boolean {
  const named = dialogue.steps.flatMap((step) => [step.name, step.text, ...step.options.map((option) => option.name)]);
  return [dialogue.name, ...named].some((text) => text.toLowerCase().includes(wanted));
}
