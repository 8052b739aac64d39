import { useState } from "preact/hooks";
import { useStrings } from "../context";
import { Conversation } from "./Conversation";
import type { Dialogue, Stories } from "./contract";
import { Flow } from "./Flow";
import { Remove, Rename } from "./Renaming";
import { StepsEditor } from "./StepsEditor";
import { STORIES } from "./strings";
import { addressOf } from "./words";

const VIEWS = ["talk", "flow", "all"] as const;

/** One dialogue, in the view that is chosen; or all of them as one flow. */
export function Shown({
  stories,
  chosen,
  query,
}: {
  stories: Stories;
  chosen: Dialogue | undefined;
  query: URLSearchParams;
}) {
  const words = useStrings(STORIES);
  const view = VIEWS.find((one) => one === query.get("view")) ?? "talk";
  const all = stories.dialogues.filter((one) => !chosen || one.is_test === chosen.is_test);
  return (
    <section class="card story-shown">
      <div class="page-head">
        {chosen ? <h2>{chosen.name}</h2> : <p class="soft">{query.get("name") ? words.gone : words.choose}</p>}
        <div class="tags">
          {VIEWS.filter((one) => chosen || one === "all").map((one) => (
            <a
              key={one}
              class="button"
              href={chosen ? addressOf(chosen, one) : "/studio/stories?view=all"}
              aria-current={one === view ? "true" : undefined}
            >
              {words.views[one]}
            </a>
          ))}
        </div>
      </div>
      {view === "all" && (
        <Flow
          stories={stories}
          dialogues={all.filter((one) => chosen?.is_test || !one.is_test)}
          chosen={chosen}
          direction="right"
          label={words.flowOfAll(all.length)}
        />
      )}
      {chosen && view === "flow" && (
        <Flow stories={stories} dialogues={[chosen]} direction="down" label={words.flowOf(chosen.name)} />
      )}
      {chosen && view === "talk" && <Read key={addressOf(chosen)} stories={stories} dialogue={chosen} />}
    </section>
  );
}

function Read({ stories, dialogue }: { stories: Stories; dialogue: Dialogue }) {
  const words = useStrings(STORIES);
  const [does, setDoes] = useState<"read" | "edit" | "rename" | "remove">("read");
  const done = (): void => setDoes("read");
  return (
    <>
      <p class="soft">
        <code>{`${dialogue.path}:${dialogue.line}`}</code>
        {dialogue.kind === "story" && !dialogue.is_test && !stories.learns_stories && ` · ${words.onlyRules}`}
      </p>
      {does === "edit" ? (
        <StepsEditor stories={stories} dialogue={dialogue} close={done} />
      ) : (
        <>
          <Conversation stories={stories} dialogue={dialogue} />
          <div class="tags">
            <button type="button" class="button" onClick={() => setDoes("edit")}>
              {words.edit}
            </button>
            <button type="button" class="button" onClick={() => setDoes("rename")}>
              {words.rename}
            </button>
            <button type="button" class="button" onClick={() => setDoes("remove")}>
              {words.remove}
            </button>
          </div>
        </>
      )}
      {does === "rename" && <Rename stories={stories} dialogue={dialogue} close={done} />}
      {does === "remove" && <Remove stories={stories} dialogue={dialogue} close={done} />}
    </>
  );
}
