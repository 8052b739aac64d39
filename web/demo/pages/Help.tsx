import { useEffect } from "preact/hooks";
import { drawHtml } from "../../shared/html";
import { type HelpTopic, useHelp } from "../api";
import { Skeletons } from "../Cards";
import { openChat } from "../chat";
import { useWords } from "../context";
import { Note } from "./Missing";

export function Help({ topic }: { topic: string }) {
  const { language, strings } = useWords();
  const [loaded, again] = useHelp(language);
  switch (loaded.status) {
    case "loading":
      return (
        <div class="wide">
          <Skeletons />
        </div>
      );
    case "missing":
    case "failed":
      return <Note text={strings.helpFailed} again={again} />;
    case "ready":
      return <Topics topics={listed(loaded.data.topics, Object.keys(strings.helpTopics))} topic={topic} />;
  }
}

function Topics({ topics, topic }: { topics: HelpTopic[]; topic: string }) {
  const { strings } = useWords();
  const titleOf = (id: string): string => strings.helpTopics[id] ?? id;
  const chosen = topic ? topics.find(({ id }) => id === topic) : topics[0];
  const title = chosen ? titleOf(chosen.id) : strings.help;
  useEffect(() => {
    document.title = `${title} · Larkfield`;
  }, [title]);
  if (!chosen) return <Note text={strings.pageMissing} />;
  return (
    <div class="wide help">
      <nav aria-label={strings.topics}>
        <ul>
          {topics.map(({ id }) => (
            <li key={id}>
              <a href={`/help/${id}`} aria-current={id === chosen.id ? "page" : undefined}>
                {titleOf(id)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <article>
        <h1>{title}</h1>
        {chosen.entries.map(({ id, question, html }) => (
          <section key={id}>
            <h2>{question}</h2>
            {drawHtml(html)}
          </section>
        ))}
        <button type="button" class="button is-strong" onClick={() => openChat("")}>
          {strings.askHelp}
        </button>
      </article>
    </div>
  );
}

/** Topics in the order of `known`; one that an editor has added since comes last. */
export function listed(topics: readonly HelpTopic[], known: readonly string[]): HelpTopic[] {
  const place = ({ id }: HelpTopic): number => (known.includes(id) ? known.indexOf(id) : known.length);
  return [...topics].sort((a, b) => place(a) - place(b));
}
