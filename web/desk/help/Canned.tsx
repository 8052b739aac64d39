import { useDesk } from "../context";

export function Canned() {
  const { strings } = useDesk();
  return (
    <main class="page">
      <h1>{strings.pages.answers}</h1>
    </main>
  );
}
