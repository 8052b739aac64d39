import type { Fields } from "./contract";

/** An answer as it is written, to be read. */
export function Shown({ fields, language }: { fields: Fields; language: string }) {
  const texts = [
    fields.question,
    fields.text,
    fields.answer,
    ...(fields.also ?? []).map((each) => `– ${each}`),
    ...(fields.wordings ?? []).flatMap((one) => [one.text, ...one.buttons.map((each) => `[${each.title}]`)]),
  ].filter(Boolean);
  return (
    <pre class="answers-shown" lang={language}>
      {texts.join("\n")}
    </pre>
  );
}
