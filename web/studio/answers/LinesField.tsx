import { useEffect, useId, useState } from "preact/hooks";

interface Props {
  label: string;
  rows: number;
  language: string;
  value: readonly string[];
  join(value: readonly string[]): string;
  split(text: string): string[];
  change(value: string[]): void;
}

/** A list that is written as text: what is being typed stays as it is typed. */
export function LinesField({ label, rows, language, value, join, split, change }: Props) {
  const id = useId();
  const [text, setText] = useState(join(value));
  useEffect(() => {
    if (JSON.stringify(split(text)) !== JSON.stringify(value)) setText(join(value));
  }, [JSON.stringify(value)]);
  const typed = (now: string): void => {
    setText(now);
    change(split(now));
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {rows === 1 ? (
        <input id={id} lang={language} value={text} onInput={(event) => typed(event.currentTarget.value)} />
      ) : (
        <textarea
          id={id}
          rows={rows}
          lang={language}
          value={text}
          onInput={(event) => typed(event.currentTarget.value)}
        />
      )}
    </div>
  );
}
