import { useStudio } from "../context";

export function ChecksPage() {
  const { strings } = useStudio();
  return (
    <main class="page">
      <h1>{strings.pages.checks}</h1>
    </main>
  );
}
