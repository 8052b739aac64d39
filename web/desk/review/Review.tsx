import { useDesk } from "../context";

export function Review() {
  const { strings } = useDesk();
  return (
    <main class="page">
      <h1>{strings.pages.review}</h1>
    </main>
  );
}
