import { useStrings, useStudio } from "../context";
import type { Route } from "../route";
import { Exporting } from "./Exporting";
import { Importing } from "./Importing";
import { Synonyms } from "./Synonyms";
import { TRANSFER } from "./strings";
import "./transfer.css";

const PARTS = ["import", "export", "synonyms"] as const;
type Part = (typeof PARTS)[number];

/** What comes in and what leaves; and the words that mean the same, to which the language data link. */
export function TransferPage({ route }: { route: Route }) {
  const { strings } = useStudio();
  const words = useStrings(TRANSFER);
  const part: Part = PARTS.find((one) => one === route.rest) ?? "import";
  return (
    <main class="page transfer">
      <h1>{strings.pages.transfer}</h1>
      <nav class="transfer-parts" aria-label={strings.pages.transfer}>
        {PARTS.map((one) => (
          <a key={one} href={`/studio/transfer/${one}`} aria-current={one === part ? "page" : undefined}>
            {words.parts[one]}
          </a>
        ))}
      </nav>
      {part === "import" && <Importing />}
      {part === "export" && <Exporting />}
      {part === "synonyms" && <Synonyms />}
    </main>
  );
}
