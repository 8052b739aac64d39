import { useEffect } from "preact/hooks";
import { openChat } from "../chat";
import { useWords } from "../context";
import { HELP } from "../help";

export function Help({ topic }: { topic: string }) {
  const { language, strings } = useWords();
  const chapters = HELP[language];
  const chosen = chapters.find((chapter) => chapter.id === topic) ?? chapters[0];
  useEffect(() => {
    document.title = `${chosen?.title ?? strings.help} · Larkfield`;
  }, [chosen, strings]);
  if (!chosen) return null;
  return (
    <div class="wide help">
      <nav aria-label={strings.topics}>
        <ul>
          {chapters.map(({ id, title }) => (
            <li key={id}>
              <a href={`/help/${id}`} aria-current={id === chosen.id ? "page" : undefined}>
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <article>
        <h1>{chosen.title}</h1>
        {chosen.paragraphs.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
        <button type="button" class="button is-strong" onClick={() => openChat("")}>
          {strings.askHelp}
        </button>
      </article>
    </div>
  );
}
