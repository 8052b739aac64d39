import { useDesk } from "../context";

export function Numbers() {
  const { strings } = useDesk();
  return (
    <main class="page">
      <h1>{strings.pages.numbers}</h1>
    </main>
  );
}
