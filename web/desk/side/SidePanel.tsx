import { localeOf } from "../../shared/format";
import { useDesk } from "../context";
import type { ConversationView } from "../contract";

/** Who it is with, and what is known of them. */
export function SidePanel({ view }: { view: ConversationView }) {
  const { strings, language } = useDesk();
  return (
    <aside class="side" aria-label={strings.sidePanel}>
      <h2>{view.customer?.name ?? strings.anonymous}</h2>
      <ul class="acts">
        {view.assignments.map((one) => (
          <li key={one.began}>
            <time dateTime={one.began}>{new Date(one.began).toLocaleString(localeOf(language))}</time>{" "}
            <strong>{one.name}</strong>
          </li>
        ))}
      </ul>
    </aside>
  );
}
