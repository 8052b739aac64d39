import { useState } from "preact/hooks";
import { useStrings, useStudio } from "../context";
import { addWords, listed } from "./contract";
import { TRANSFER } from "./strings";

const KINDS = ["synonym", "lookup", "regex"] as const;

/** A meaning that has no words yet, or none in this language. */
export function NewBlock({ languages }: { languages: string[] }) {
  const { studio, strings } = useStudio();
  const words = useStrings(TRANSFER);
  const [kind, setKind] = useState<(typeof KINDS)[number]>("synonym");
  const [language, setLanguage] = useState(languages[0] ?? "en");
  const [name, setName] = useState("");
  const [typed, setTyped] = useState("");
  const more = kind === "regex" ? [typed.trim()].filter(Boolean) : listed(typed);

  async function add(event: Event): Promise<void> {
    event.preventDefault();
    if (!(await studio.edit(() => addWords({ kind, name: name.trim(), language }, more)))) return;
    setName("");
    setTyped("");
  }

  return (
    <details>
      <summary>{words.newBlock}</summary>
      <form class="row-form" onSubmit={(event) => void add(event)}>
        <label class="field">
          <span>{words.kind}</span>
          <select value={kind} onChange={(event) => setKind(event.currentTarget.value as typeof kind)}>
            {KINDS.map((one) => (
              <option key={one} value={one}>
                {words.kinds[one]}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>{kind === "synonym" ? words.means : words.entity}</span>
          <input required value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </label>
        <label class="field">
          <span>{words.language}</span>
          <select value={language} onChange={(event) => setLanguage(event.currentTarget.value)}>
            {languages.map((one) => (
              <option key={one} value={one}>
                {strings.languages[one] ?? one}
              </option>
            ))}
          </select>
        </label>
        <label class="field is-wide">
          <span>{kind === "regex" ? words.pattern : words.wordsField}</span>
          <input required value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
        </label>
        <button type="submit" class="button is-strong" disabled={!name.trim() || more.length === 0}>
          {words.add}
        </button>
      </form>
    </details>
  );
}
