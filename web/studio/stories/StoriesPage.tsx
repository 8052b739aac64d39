import { useStudio } from "../context";
import type { Route } from "../route";

export function StoriesPage(_: { route: Route }) {
  const { strings } = useStudio();
  return (
    <main class="page">
      <h1>{strings.pages.stories}</h1>
    </main>
  );
}
