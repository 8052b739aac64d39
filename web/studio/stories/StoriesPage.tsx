import { call } from "../../shared/staff/call";
import { useLoaded, useStrings, useStudio } from "../context";
import type { Route } from "../route";
import type { Stories } from "./contract";
import { Listed } from "./Listed";
import { Problems } from "./Problems";
import { Shown } from "./Shown";
import { STORIES } from "./strings";
import "./stories.css";
import { Write } from "./Write";
import { isSame } from "./words";

/** Rules, stories and tests: read as conversations, drawn as a flow, written by chatting. */
export function StoriesPage({ route }: { route: Route }) {
  const { strings } = useStudio();
  const words = useStrings(STORIES);
  const { data, problem } = useLoaded(() => call<Stories>("GET", "/api/studio/stories/"), []);
  const chosen = data?.dialogues.find((one) => isSame(one, route.query));
  const writes = route.rest === "write";
  return (
    <main class="page">
      <div class="page-head">
        <h1>{strings.pages.stories}</h1>
        <a class={`button ${writes ? "" : "is-strong"}`} href={writes ? "/studio/stories" : "/studio/stories/write"}>
          {writes ? words.back : words.write}
        </a>
      </div>
      {problem && <p class="problem">{problem}</p>}
      {data && writes && <Write stories={data} />}
      {data && !writes && (
        <>
          <Problems stories={data} />
          <div class="stories">
            <Listed stories={data} chosen={chosen} view={route.query.get("view") ?? ""} />
            <Shown stories={data} chosen={chosen} query={route.query} />
          </div>
        </>
      )}
      {!data && !problem && <p class="soft">{strings.loading}</p>}
    </main>
  );
}
