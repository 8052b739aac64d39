import { lazy, Suspense } from "preact/compat";
import { useEffect } from "preact/hooks";
import { speak } from "../shared/staff/call";
import { apply, lookOf } from "../shared/staff/look";
import { Admin } from "./admin/Admin";
import { DeskContext, useDesk, useStore } from "./context";
import type { Desk } from "./desk";
import { Canned } from "./help/Canned";
import { AccountPage } from "./me/AccountPage";
import { Review } from "./review/Review";
import { type Route, useRoute } from "./route";
import { Conversations } from "./screens/Conversations";
import { Invitation } from "./screens/Invitation";
import { Login } from "./screens/Login";
import { Rail } from "./screens/Rail";
import { Toast } from "./screens/Toast";
import { STRINGS } from "./strings";
import { Telling } from "./telling/Telling";
import { Tickets } from "./tickets/Tickets";

// the charts are half of everything, and few look at them
const Numbers = lazy(() => import("./numbers/Numbers").then(({ Numbers: page }) => page));

export function App({ desk }: { desk: Desk }) {
  const state = useStore(desk);
  const route = useRoute();
  const look = lookOf(state.me);
  useEffect(() => apply(look), [look.theme, look.language]);
  speak(look.language);
  const strings = STRINGS[look.language];
  return (
    <DeskContext.Provider value={{ desk, state, strings, language: look.language }}>
      <Shown route={route} />
      <Toast />
    </DeskContext.Provider>
  );
}

function Shown({ route }: { route: Route }) {
  const { state } = useDesk();
  if (route.page === "invitation") return <Invitation token={route.token} />;
  if (state.me === undefined) return null;
  if (state.me === null) return <Login />;
  return (
    <div class="desk">
      <Rail route={route} />
      <Page route={route} />
      <Telling />
    </div>
  );
}

function Page({ route }: { route: Route }) {
  const { strings } = useDesk();
  switch (route.page) {
    case "queue":
      return <Conversations id={route.id} />;
    case "numbers":
      return (
        <Suspense fallback={<main class="page" />}>
          <Numbers />
        </Suspense>
      );
    case "admin":
      return <Admin />;
    case "me":
      return <AccountPage />;
    case "tickets":
      return <Tickets />;
    case "review":
      return <Review />;
    case "answers":
      return <Canned />;
    default:
      return (
        <main class="page">
          <p>{strings.missing}</p>
        </main>
      );
  }
}
