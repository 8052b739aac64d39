import { useStudio } from "../context";
import type { Route } from "../route";

export function AnswersPage(_: { route: Route }) {
  const { strings } = useStudio();
  return (
    <main class="page">
      <h1>{strings.pages.answers}</h1>
    </main>
  );
}
