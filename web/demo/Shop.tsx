import { useEffect, useRef } from "preact/hooks";
import { showsProduct } from "./chat";
import { LanguageContext } from "./context";
import { Footer } from "./Footer";
import { Header } from "./Header";
import { Help } from "./pages/Help";
import { Home } from "./pages/Home";
import { Missing } from "./pages/Missing";
import { Product } from "./pages/Product";
import { useLanguage, useTheme } from "./preferences";
import { type Route, useRoute } from "./route";
import { STRINGS } from "./strings";

export function Shop() {
  const route = useRoute();
  const [language, setLanguage] = useLanguage();
  const [theme, nextTheme] = useTheme();
  const product = route.page === "product" ? route.id : null;
  useEffect(() => showsProduct(product), [product]);
  useTopOnMove(route);
  return (
    <LanguageContext.Provider value={language}>
      <a class="skip" href="#main">
        {STRINGS[language].skip}
      </a>
      <Header route={route} setLanguage={setLanguage} theme={theme} nextTheme={nextTheme} />
      <main id="main" tabIndex={-1}>
        <Page route={route} />
      </main>
      <Footer />
    </LanguageContext.Provider>
  );
}

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case "home":
      return <Home shelf={route.shelf} />;
    case "product":
      return <Product key={route.id} id={route.id} />;
    case "help":
      return <Help topic={route.topic} />;
    case "missing":
      return <Missing />;
  }
}

/** Another page begins at its top; another shelf of the front page keeps its place. */
function useTopOnMove(route: Route): void {
  const key = route.page === "product" ? route.id : route.page === "help" ? `help ${route.topic}` : route.page;
  const before = useRef(key);
  useEffect(() => {
    if (before.current !== key) scrollTo({ top: 0 });
    before.current = key;
  }, [key]);
}
