import { useEffect, useRef, useState } from "preact/hooks";
import { useDesk } from "../context";
import * as drafts from "../drafts";
import { Helper } from "../help/Helper";
import { holds, type Opened } from "../state";

const LONGEST = 2000;

/** Where an answer or a note is written. A draft stays with its conversation. */
export function Composer({ opened }: { opened: Opened }) {
  const { desk, state, strings } = useDesk();
  const [draft, setDraft] = useState(() => drafts.draftOf(opened.id));
  const box = useRef<HTMLTextAreaElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const may = holds(state);
  const isNote = draft.isNote || !may;

  // what is written as a note stays one, also when the conversation becomes one's own meanwhile
  const change = (text: string, asNote = isNote): void => {
    const changed = { text, isNote: asNote };
    setDraft(changed);
    drafts.keep(opened.id, changed);
  };
  useEffect(() => {
    if (may && !draft.text) setDraft({ text: "", isNote: false });
  }, [may]);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, 240)}px`;
  }, [draft.text]);

  const hasGap = !isNote && /\{\{[^{}]*\}\}/.test(draft.text);
  function send(): void {
    const text = draft.text.trim();
    if (!text || text.length > LONGEST || hasGap) return;
    desk.typed();
    change("", draft.isNote);
    void desk.send(opened.id, text, isNote);
  }

  const mode = (asNote: boolean): void => {
    change(draft.text, asNote);
    box.current?.focus();
  };
  if (!opened.view) return null;
  return (
    <form
      class={`composer${isNote ? " is-note" : ""}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <fieldset class="modes">
        <legend class="hidden">{strings.send}</legend>
        <button type="button" data-key="r" aria-pressed={!isNote} disabled={!may} onClick={() => mode(false)}>
          {strings.answer}
        </button>
        <button type="button" data-key="n" aria-pressed={isNote} onClick={() => mode(true)}>
          {strings.note}
        </button>
        {!may && <span class="soft">{strings.notHolder}</span>}
      </fieldset>
      {!isNote && (
        <Helper
          opened={opened}
          text={draft.text}
          insert={(text) => {
            change(text);
            box.current?.focus();
          }}
        />
      )}
      <textarea
        ref={box}
        rows={2}
        value={draft.text}
        spellcheck
        lang={opened.language === "zh" ? "zh-CN" : opened.language}
        maxLength={LONGEST}
        aria-label={isNote ? strings.note : strings.answer}
        placeholder={isNote ? strings.notePlaceholder : strings.answerPlaceholder}
        onInput={(event) => {
          change(event.currentTarget.value);
          if (!isNote) desk.typing();
        }}
        onBlur={() => desk.typed()}
        onKeyDown={(event) => {
          const canned = event.currentTarget.form?.querySelector<HTMLElement>(".canned-list button");
          if (canned && (event.key === "Enter" || event.key === "ArrowDown")) {
            event.preventDefault();
            if (event.key === "Enter") canned.click();
            else canned.focus();
            return;
          }
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            send();
          }
        }}
      />
      {hasGap && (
        <p class="hint" role="status">
          {strings.help.gap}
        </p>
      )}
      <div class="composer-end">
        {!isNote && (
          <>
            <button type="button" class="plain" onClick={() => file.current?.click()}>
              {strings.attach}
            </button>
            <input
              ref={file}
              type="file"
              accept="image/jpeg,image/png,image/webp"
              hidden
              onChange={(event) => {
                const picture = event.currentTarget.files?.[0];
                event.currentTarget.value = "";
                if (picture) void desk.sendPhoto(opened.id, picture);
              }}
            />
          </>
        )}
        <kbd class="send-key">Ctrl + Enter</kbd>
        <button type="submit" class="button is-strong" disabled={!draft.text.trim() || hasGap}>
          {isNote ? strings.saveNote : strings.send}
        </button>
      </div>
    </form>
  );
}
