import { useStudio } from "../context";
import type { Route } from "../route";

export function InboxPage(_: { route: Route }) {
  const { strings } = useStudio();
  return (
    <main class="page">
      <h1>{strings.pages.inbox}</h1>
    </main>
  );
}
