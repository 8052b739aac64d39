import { useStudio } from "../context";
import type { Route } from "../route";

export function ReleasesPage(_: { route: Route }) {
  const { strings } = useStudio();
  return (
    <main class="page">
      <h1>{strings.pages.releases}</h1>
    </main>
  );
}
