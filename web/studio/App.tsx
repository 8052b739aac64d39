import { useEffect, useState } from "preact/hooks";
import { useRoute } from "../shared/route";
import { speak } from "../shared/staff/call";
import { Login } from "../shared/staff/Login";
import { apply, lookOf } from "../shared/staff/look";
import { may } from "../shared/staff/me";
import { AnswersPage } from "./answers/AnswersPage";
import { ChecksPage } from "./checks/ChecksPage";
import { StudioContext, useStudio } from "./context";
import { HistoryPage } from "./history/HistoryPage";
import { InboxPage } from "./inbox/InboxPage";
import { LanguagePage } from "./language/LanguagePage";
import { Rail } from "./parts/Rail";
import { Toast } from "./parts/Toast";
import { ReleasesPage } from "./releases/ReleasesPage";
import { here, type Route } from "./route";
import { StoriesPage } from "./stories/StoriesPage";
import { problemText, STRINGS } from "./strings";
import type { Studio } from "./studio";
import { TransferPage } from "./transfer/TransferPage";
import { TrialPage } from "./trial/TrialPage";
import { TryOut } from "./tryout/TryOut";

export function App({ studio }: { studio: Studio }) {
  const [state, setState] = useState(studio.store.get());
  useEffect(() => {
    setState(studio.store.get());
    return studio.store.subscribe(setState);
  }, [studio]);
  const route = useRoute("/studio", here);
  const look = lookOf(state.me);
  useEffect(() => apply(look), [look.theme, look.language]);
  speak(look.language);
  return (
    <StudioContext.Provider value={{ studio, state, strings: STRINGS[look.language], language: look.language }}>
      <Shown route={route} />
      <Toast />
    </StudioContext.Provider>
  );
}

function Shown({ route }: { route: Route }) {
  const { studio, state, strings } = useStudio();
  if (state.me === undefined) return null;
  if (state.me === null)
    return (
      <Login
        labels={strings}
        logIn={(email, password) => studio.logIn(email, password)}
        problemOf={(error) => problemText(error, strings)}
      />
    );
  const mayEdit = may(state.me, "editor", "publisher");
  return (
    <div class="studio">
      <Rail route={route} />
      <div class="studio-body">
        {mayEdit ? <Page route={route} /> : <Told text={strings.notForYou} />}
        {mayEdit && state.tryIsOpen && <TryOut />}
      </div>
    </div>
  );
}

const Told = ({ text }: { text: string }) => (
  <main class="page">
    <p>{text}</p>
  </main>
);

function Page({ route }: { route: Route }) {
  const { strings } = useStudio();
  switch (route.page) {
    case "inbox":
      return <InboxPage route={route} />;
    case "language":
      return <LanguagePage route={route} />;
    case "answers":
      return <AnswersPage route={route} />;
    case "stories":
      return <StoriesPage route={route} />;
    case "checks":
      return <ChecksPage />;
    case "releases":
      return <ReleasesPage route={route} />;
    case "trial":
      return <TrialPage />;
    case "transfer":
      return <TransferPage route={route} />;
    case "history":
      return <HistoryPage />;
    default:
      return <Told text={strings.missing} />;
  }
}
