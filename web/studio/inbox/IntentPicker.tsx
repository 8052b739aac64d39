import type { Ref } from "preact";
import { useState } from "preact/hooks";
import { useStrings } from "../context";
import { matching } from "./ranking";
import { INBOX } from "./strings";

interface Props {
  names: readonly string[];
  field: Ref<HTMLInputElement>;
  choose(intent: string): void;
}

/** A field that finds an intent by a part of its name: arrows choose, Enter takes it, Escape leaves. */
export function IntentPicker({ names, field, choose }: Props) {
  const words = useStrings(INBOX);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const found = typed.trim() ? matching(typed, names) : [];
  const shows = isOpen && typed.trim() !== "";

  function take(intent: string | undefined): void {
    if (!intent) return;
    setTyped("");
    setOpen(false);
    choose(intent);
  }

  function pressed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) setAt(Math.max(0, Math.min(at + by, found.length - 1)));
    else if (event.key === "Enter") take(found[at]);
    else if (event.key === "Escape") {
      setTyped("");
      (event.currentTarget as HTMLElement).blur();
    } else return;
    event.preventDefault();
  }

  return (
    <div class="picker">
      <label class="field">
        <span>
          {words.search} <kbd>/</kbd>
        </span>
        <input
          ref={field}
          role="combobox"
          aria-expanded={shows && found.length > 0}
          aria-controls="inbox-intents"
          aria-autocomplete="list"
          aria-activedescendant={shows && found[at] ? `inbox-intent-${at}` : undefined}
          placeholder={words.searchHint}
          autocomplete="off"
          spellcheck={false}
          value={typed}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setAt(0);
            setOpen(true);
          }}
          onKeyDown={pressed}
          onBlur={() => setOpen(false)}
        />
      </label>
      <div
        id="inbox-intents"
        role="listbox"
        aria-label={words.search}
        class="picker-list"
        hidden={!shows || found.length === 0}
      >
        {found.map((name, row) => (
          <button
            key={name}
            type="button"
            role="option"
            id={`inbox-intent-${row}`}
            tabIndex={-1}
            aria-selected={row === at}
            class="picker-option"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(name)}
          >
            {name}
          </button>
        ))}
      </div>
      {shows && found.length === 0 && (
        <p class="soft" role="status">
          {words.noIntent}
        </p>
      )}
    </div>
  );
}
