import { useStudio } from "../context";
import type { Route } from "../route";

export function LanguagePage(_: { route: Route }) {
  const { strings } = useStudio();
  return (
    <main class="page">
      <h1>{strings.pages.language}</h1>
    </main>
  );
}
