import { call } from "../../shared/staff/call";
import { useLoaded, useStrings, useStudio } from "../context";
import { HISTORY } from "./strings";

interface Act {
  id: number;
  at: string;
  what: string;
  who: string | null;
  detail: Record<string, unknown>;
}

/** The audit of what is no edit: who published, approved, went back, tried or discarded what. */
export function Acts() {
  const { language } = useStudio();
  const words = useStrings(HISTORY);
  const { data } = useLoaded(() => call<{ acts: Act[] }>("GET", "/api/studio/acts"), []);
  return (
    <details class="card">
      <summary>{words.acts}</summary>
      {data?.acts.length === 0 && <p class="soft">{words.noActs}</p>}
      <ol class="acts">
        {data?.acts.map((act) => (
          <li key={act.id}>
            {new Date(act.at).toLocaleString(language)} · {act.who} ·{" "}
            {act.what.replace("studio_", "").replaceAll("_", " ")}{" "}
            <span class="soft">{Object.values(act.detail).map(String).join(" · ")}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
