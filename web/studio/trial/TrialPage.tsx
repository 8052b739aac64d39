import { useStudio } from "../context";

export function TrialPage() {
  const { strings } = useStudio();
  return (
    <main class="page">
      <h1>{strings.pages.trial}</h1>
    </main>
  );
}
