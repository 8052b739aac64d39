import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Language } from "../shared/contract";
import { showsProduct } from "./chat";
import { LanguageContext } from "./context";
import { Footer } from "./Footer";
import { Header } from "./Header";
import { Help } from "./pages/Help";
import { Home } from "./pages/Home";
import { Mail } from "./pages/Mail";
import { Missing } from "./pages/Missing";
import { Product } from "./pages/Product";
import { Profile } from "./pages/Profile";
import { remember, remembered, useLanguage, useTheme } from "./preferences";
import { type Route, useRoute } from "./route";
import { STRINGS } from "./strings";
import { useDemoVisitor, type Visitor, VisitorContext } from "./visitor";

export function Shop() {
  const route = useRoute();
  const [language, setLanguage] = useLanguage();
  const [theme, nextTheme] = useTheme();
  const product = route.page === "product" ? route.id : null;
  useEffect(() => showsProduct(product), [product]);
  const visitor = useDemoVisitor();
  const [seen, setSeen] = useSeen();
  useTopOnMove(route);
  return (
    <Contexts language={language} visitor={visitor}>
      <a class="skip" href="#main">
        {STRINGS[language].skip}
      </a>
      <Header route={route} setLanguage={setLanguage} theme={theme} nextTheme={nextTheme} seen={seen} />
      <main id="main" tabIndex={-1}>
        <Page route={route} setSeen={setSeen} />
      </main>
      <Footer />
    </Contexts>
  );
}

interface Given {
  language: Language;
  visitor: Visitor;
  children: ComponentChildren;
}

const Contexts = ({ language, visitor, children }: Given) => (
  <LanguageContext.Provider value={language}>
    <VisitorContext.Provider value={visitor}>{children}</VisitorContext.Provider>
  </LanguageContext.Provider>
);

/** How many mails there were when they were looked at last. */
function useSeen(): [number, (count: number) => void] {
  const [seen, set] = useState(Number(remembered("mails-seen")) || 0);
  return [
    seen,
    (count) => {
      remember("mails-seen", String(count));
      set(count);
    },
  ];
}

function Page({ route, setSeen }: { route: Route; setSeen: (count: number) => void }) {
  switch (route.page) {
    case "home":
      return <Home shelf={route.shelf} />;
    case "product":
      return <Product key={route.id} id={route.id} />;
    case "help":
      return <Help topic={route.topic} />;
    case "mail":
      return <Mail seen={setSeen} />;
    case "profile":
      return <Profile />;
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
