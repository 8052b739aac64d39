import { useEffect, useState } from "preact/hooks";
import type { Language } from "../shared/contract";
import { useCategories } from "./api";
import { useWords } from "./context";
import { AutoIcon, Logo, MailIcon, MoonIcon, SearchIcon, SunIcon } from "./drawings";
import type { Theme } from "./preferences";
import { go, type Route, shelfHref } from "./route";
import { SignIn } from "./SignIn";
import { useVisitor } from "./visitor";

interface Props {
  route: Route;
  setLanguage: (language: Language) => void;
  theme: Theme;
  nextTheme: () => void;
  /** How many mails were looked at. */
  seen: number;
}

export function Header({ route, setLanguage, theme, nextTheme, seen }: Props) {
  const { language, strings } = useWords();
  const shelf = route.page === "home" ? route.shelf : null;
  return (
    <header class="shop-header">
      <ul class="strip">
        {strings.strip.map((promise) => (
          <li key={promise}>{promise}</li>
        ))}
      </ul>
      <div class="bar wide">
        <a class="brand" href="/" aria-label="Larkfield 云雀">
          <Logo />
          <span lang="en">Larkfield</span>
          {language === "zh" && <span class="brand-zh">云雀</span>}
        </a>
        <Search query={shelf?.query ?? ""} />
        <div class="switches">
          <MailLink seen={seen} />
          <SignIn />
          <fieldset class="languages">
            <legend class="hidden">{strings.language}</legend>
            <button type="button" lang="en" aria-pressed={language === "en"} onClick={() => setLanguage("en")}>
              EN
            </button>
            <button type="button" lang="zh-CN" aria-pressed={language === "zh"} onClick={() => setLanguage("zh")}>
              中文
            </button>
          </fieldset>
          <button
            type="button"
            class="theme"
            aria-label={strings.theme[theme]}
            title={strings.theme[theme]}
            onClick={nextTheme}
          >
            {theme === "auto" ? <AutoIcon /> : theme === "light" ? <SunIcon /> : <MoonIcon />}
          </button>
        </div>
      </div>
      <Categories chosen={shelf ? shelf.category : null} />
    </header>
  );
}

/** To what the demo shop mails; the number says how much of it is new. */
function MailLink({ seen }: { seen: number }) {
  const { strings } = useWords();
  const { demo } = useVisitor();
  if (!demo) return null;
  const fresh = Math.max(0, demo.mails - seen);
  const name = fresh > 0 ? `${strings.mail}, ${strings.mailNew(fresh)}` : strings.mail;
  return (
    <a class="mail-link" href="/mail" aria-label={name} title={name}>
      <MailIcon />
      {fresh > 0 && <span aria-hidden="true">{fresh > 99 ? "99+" : fresh}</span>}
    </a>
  );
}

function Search({ query }: { query: string }) {
  const { strings } = useWords();
  const [typed, setTyped] = useState(query);
  useEffect(() => setTyped(query), [query]);
  return (
    <search>
      <form
        class="search"
        onSubmit={(event) => {
          event.preventDefault();
          go(shelfHref({ query: typed.trim() }));
          document.getElementById("shelf")?.scrollIntoView();
        }}
      >
        <input
          type="search"
          name="q"
          value={typed}
          placeholder={strings.search}
          aria-label={strings.search}
          maxLength={100}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <button type="submit" aria-label={strings.searchDo}>
          <SearchIcon />
        </button>
      </form>
    </search>
  );
}

/** Of an imported catalogue with hundreds of categories: the shop's own and the largest, which come first. */
const SHOWN = 16;

function Categories({ chosen }: { chosen: string | null }) {
  const { language, strings } = useWords();
  const [loaded] = useCategories(language);
  const categories = loaded.status === "ready" ? loaded.data.categories.slice(0, SHOWN) : [];
  return (
    <nav class="categories" aria-label={strings.categories}>
      <ul class="wide">
        {[{ id: "", name: strings.all }, ...categories].map(({ id, name }) => (
          <li key={id}>
            <a href={shelfHref({ category: id })} aria-current={chosen === id ? "page" : undefined}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
