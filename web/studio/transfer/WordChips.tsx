import { useRef, useState } from "preact/hooks";
import { useStrings, useStudio } from "../context";
import { changeWord, listed } from "./contract";
import { TRANSFER } from "./strings";

interface Props {
  label: string;
  words: string[];
  at: { kind: string; name: string; language: string };
  add(words: string[]): Promise<boolean>;
  remove(word: string): Promise<boolean>;
}

/** A block's words in one language: each is changed where it stands, removed, or joined by more. */
export function WordChips({ label, words, at, add, remove }: Props) {
  const { studio } = useStudio();
  const labels = useStrings(TRANSFER);
  const [edited, setEdited] = useState<string | null>(null);
  const [adding, setAdding] = useState("");
  const opener = useRef<HTMLInputElement>(null);

  async function keep(word: string, now: string): Promise<void> {
    setEdited(null);
    if (now && now !== word) await studio.edit(() => changeWord(at, word, now));
    opener.current?.focus();
  }

  return (
    <div class="word-chips">
      <ul class="tags" aria-label={label}>
        {words.map((word) => (
          <li key={word} class="tag word-chip">
            {edited === word ? (
              <form
                onSubmit={(event) => {
                  event.preventDefault();
                  void keep(word, new FormData(event.currentTarget).get("word")?.toString().trim() ?? "");
                }}
              >
                <input
                  name="word"
                  defaultValue={word}
                  aria-label={labels.change(word)}
                  ref={(input) => input?.focus()}
                  onKeyDown={(event) => event.key === "Escape" && setEdited(null)}
                />
              </form>
            ) : (
              <button type="button" title={labels.change(word)} onClick={() => setEdited(word)}>
                {word}
              </button>
            )}
            <button
              type="button"
              class="word-remove"
              aria-label={labels.remove(word)}
              onClick={() => void remove(word)}
            >
              ✕
            </button>
          </li>
        ))}
      </ul>
      <form
        class="word-add"
        onSubmit={async (event) => {
          event.preventDefault();
          const more = at.kind === "regex" ? [adding.trim()].filter(Boolean) : listed(adding);
          if (more.length > 0 && (await add(more))) setAdding("");
        }}
      >
        <input
          ref={opener}
          value={adding}
          placeholder={labels.more}
          aria-label={labels.addTo(label)}
          onInput={(event) => setAdding(event.currentTarget.value)}
        />
        {adding.trim() && (
          <button type="submit" class="button">
            {labels.add}
          </button>
        )}
      </form>
    </div>
  );
}
