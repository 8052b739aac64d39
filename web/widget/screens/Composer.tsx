import { useEffect, useRef } from "preact/hooks";
import { lengthOf, TEXT_LIMIT } from "../state";
import { errorText } from "../strings";
import { AttachButton, picturesOf, Tray } from "./Attach";
import { useChat } from "./context";
import { SendIcon } from "./icons";

const COUNT_FROM = TEXT_LIMIT - 200;
const TYPING_MS = 3_000;

export function Composer() {
  const { session, state, strings } = useChat();
  const box = useRef<HTMLTextAreaElement>(null);
  const typing = useTyping((on) => session.typing(on));
  const length = lengthOf(state.draft.trim());
  const sendable = (length > 0 || state.attached.length > 0) && length <= TEXT_LIMIT;

  useEffect(() => {
    const area = box.current;
    if (!area) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  }, [state.draft]);

  const send = (): void => {
    if (!sendable) return;
    session.sendAttached();
    if (length > 0) session.say(state.draft.trim());
    session.store.dispatch({ type: "draft", text: "" });
    typing.ended();
    box.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // While an input method is composing, Enter picks a word. Safari ends the composition first and only keeps code 229.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {state.problem && (
        <p class="problem" role="alert">
          {errorText(strings, state.problem)}
        </p>
      )}
      <Tray />
      <div class="box">
        <AttachButton />
        <textarea
          ref={box}
          rows={1}
          dir="auto"
          value={state.draft}
          placeholder={strings.placeholder}
          aria-label={strings.message}
          aria-invalid={length > TEXT_LIMIT}
          aria-describedby="count"
          enterkeyhint="send"
          onInput={(event) => {
            session.store.dispatch({ type: "draft", text: event.currentTarget.value });
            typing.began();
          }}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            const pictures = picturesOf(event.clipboardData);
            if (pictures.length === 0) return;
            event.preventDefault();
            void session.photos.attach(pictures);
          }}
        />
        <button type="submit" class="send" aria-label={strings.send} aria-disabled={!sendable}>
          <SendIcon />
        </button>
      </div>
      <p id="count" class={length > TEXT_LIMIT ? "count is-over" : "count"} role="status">
        {length > COUNT_FROM && counted(length, strings)}
      </p>
    </form>
  );
}

const counted = (length: number, strings: { left(n: number): string; over(n: number): string }): string =>
  length > TEXT_LIMIT ? strings.over(length - TEXT_LIMIT) : strings.left(TEXT_LIMIT - length);

/** Says "typing" when it begins and every few seconds while it lasts, and "not typing" after a pause or a sending. */
function useTyping(tell: (on: boolean) => void) {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const told = useRef(0);
  const ended = (): void => {
    if (timer.current === null) return;
    clearTimeout(timer.current);
    timer.current = null;
    tell(false);
  };
  const began = (): void => {
    if (timer.current !== null) clearTimeout(timer.current);
    if (timer.current === null || Date.now() - told.current > TYPING_MS) {
      told.current = Date.now();
      tell(true);
    }
    timer.current = setTimeout(ended, TYPING_MS);
  };
  return { began, ended };
}
