import { call } from "../../shared/staff/call";
import { useLoaded } from "../context";
import type { Route } from "../route";
import { type Intents, LANGUAGE } from "./contract";
import { IntentList } from "./IntentList";
import { IntentPage } from "./IntentPage";
import "./language.css";

/** All intents, or the one that the address names. */
export function LanguagePage({ route }: { route: Route }) {
  const all = useLoaded(() => call<Intents>("GET", `${LANGUAGE}/intents`), []);
  return route.rest ? (
    <IntentPage key={route.rest} name={route.rest} all={all.data} />
  ) : (
    <IntentList all={all.data} problem={all.problem} />
  );
}
