import { useEffect, useState } from "preact/hooks";
import { useStrings, useStudio } from "../context";
import { Exporting } from "./Exporting";
import { Importing } from "./Importing";
import { Synonyms } from "./Synonyms";
import { TRANSFER } from "./strings";
import "./transfer.css";

const PARTS = ["import", "export", "synonyms"] as const;
type Part = (typeof PARTS)[number];

const chosen = (): Part => PARTS.find((part) => `#${part}` === location.hash) ?? "import";

/** What comes in and what leaves; and the words that mean the same, to which the language data links (#synonyms). */
export function TransferPage() {
  const { strings } = useStudio();
  const words = useStrings(TRANSFER);
  const [part, setPart] = useState<Part>(chosen);
  useEffect(() => {
    const follow = (): void => setPart(chosen());
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return (
    <main class="page transfer">
      <h1>{strings.pages.transfer}</h1>
      <nav class="transfer-parts" aria-label={strings.pages.transfer}>
        {PARTS.map((one) => (
          <a key={one} href={`#${one}`} aria-current={one === part ? "true" : undefined}>
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
