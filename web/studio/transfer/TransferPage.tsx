import { useStudio } from "../context";

export function TransferPage() {
  const { strings } = useStudio();
  return (
    <main class="page">
      <h1>{strings.pages.transfer}</h1>
    </main>
  );
}
