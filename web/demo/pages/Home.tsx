import { useEffect } from "preact/hooks";
import { useCategories, useShelf } from "../api";
import { Cards, Skeletons } from "../Cards";
import { useWords } from "../context";
import { Field } from "../drawings";
import { Paging } from "../Paging";
import { type Shelf, shelfHref } from "../route";

export function Home({ shelf }: { shelf: Shelf }) {
  const { language, strings } = useWords();
  const front = shelf.category === "" && shelf.query === "" && shelf.page === 1;
  const title = useTitle(shelf);
  useEffect(() => {
    document.title = front
      ? language === "zh"
        ? "云雀 Larkfield：户外与家居"
        : "Larkfield: outdoor and home"
      : `${title} · Larkfield`;
  }, [front, title, language]);
  return (
    <>
      {front && <Hero />}
      <ShelfView shelf={shelf} title={title} />
      {front && (
        <ul class="promises wide">
          {strings.promises.map(([what, how]) => (
            <li key={what}>
              <strong>{what}</strong>
              <span>{how}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Hero() {
  const { language, strings } = useWords();
  const [loaded] = useCategories(language);
  // before they have come, the words stand where they will stay
  const sold = (wanted: string) => loaded.status !== "ready" || loaded.data.categories.some(({ id }) => id === wanted);
  const doors = [
    { category: "camping", name: strings.hero.camping },
    { category: "kitchen", name: strings.hero.kitchen },
  ].filter(({ category }) => sold(category));
  return (
    <section class="hero">
      <Field />
      <div class="hero-words wide">
        <h1>{strings.hero.title}</h1>
        <p>{strings.hero.text}</p>
        {doors.length > 0 && (
          <p class="hero-links">
            {doors.map(({ category, name }, number) => (
              <a key={category} class={number === 0 ? "button is-strong" : "button"} href={shelfHref({ category })}>
                {name}
              </a>
            ))}
          </p>
        )}
      </div>
    </section>
  );
}

function useTitle(shelf: Shelf): string {
  const { language, strings } = useWords();
  const [loaded] = useCategories(language);
  if (shelf.query) return strings.foundFor(shelf.query);
  const found = loaded.status === "ready" && loaded.data.categories.find(({ id }) => id === shelf.category);
  return found ? found.name : strings.shelf;
}

function ShelfView({ shelf, title }: { shelf: Shelf; title: string }) {
  const { language, strings } = useWords();
  const [loaded, again] = useShelf(shelf, language);
  const total = loaded.status === "ready" ? loaded.data.total : null;
  return (
    <section id="shelf" class="shelf wide" aria-labelledby="shelf-title" aria-busy={loaded.status === "loading"}>
      <div class="shelf-head">
        <h2 id="shelf-title">{title}</h2>
        <p role="status">{total !== null && strings.found(total)}</p>
      </div>
      {loaded.status === "loading" && <Skeletons />}
      {(loaded.status === "failed" || loaded.status === "missing") && (
        <div class="shelf-note">
          <p>{strings.failed}</p>
          <button type="button" class="button" onClick={again}>
            {strings.again}
          </button>
        </div>
      )}
      {loaded.status === "ready" && loaded.data.products.length === 0 && (
        <div class="shelf-note">
          <p>{strings.none}</p>
          <p>{strings.noneHint}</p>
          <a class="button" href="/">
            {strings.clear}
          </a>
        </div>
      )}
      {loaded.status === "ready" && (
        <>
          <Cards products={loaded.data.products} />
          <Paging page={loaded.data.page} pages={loaded.data.pages} href={(page) => shelfHref({ ...shelf, page })} />
        </>
      )}
    </section>
  );
}
