import { Dialog } from "../../shared/staff/Dialog";
import { useStrings } from "../context";
import type { ChangedMessage, Side } from "./contract";
import { CHECKS } from "./strings";
import { verdictClass } from "./verdict";

interface Props {
  messages: ChangedMessage[];
  at: number;
  move(at: number): void;
  close(): void;
}

/** The changed messages one by one: arrow keys go on and back. */
export function OneByOne({ messages, at, move, close }: Props) {
  const words = useStrings(CHECKS);
  const message = messages[at];
  if (!message) return null;
  const go = (to: number) => to >= 0 && to < messages.length && move(to);

  return (
    <Dialog title={words.one(at + 1, messages.length)} close={close}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys are a shortcut of the buttons below */}
      <div
        class="one-by-one"
        onKeyDown={(event) => {
          if (event.key === "ArrowRight") go(at + 1);
          if (event.key === "ArrowLeft") go(at - 1);
        }}
      >
        <blockquote dir="auto" lang={message.language}>
          {message.text}
        </blockquote>
        <p class="tags">
          <span class={verdictClass(message.verdict)}>{words.verdicts[message.verdict]}</span>
          <span class="tag">{words.kinds[message.kind]}</span>
          <span class="tag">{message.label ? words.meant(message.label) : words.unlabelled}</span>
        </p>
        <div class="sides">
          <Shown name={words.before} side={message.before} />
          <Shown name={words.after} side={message.after} />
        </div>
        <footer>
          <button type="button" class="button" disabled={at === 0} onClick={() => go(at - 1)}>
            {words.previous}
          </button>
          <button
            type="button"
            class="button is-strong"
            disabled={at === messages.length - 1}
            onClick={() => go(at + 1)}
          >
            {words.next}
          </button>
        </footer>
      </div>
    </Dialog>
  );
}

function Shown({ name, side }: { name: string; side: Side }) {
  const words = useStrings(CHECKS);
  return (
    <section class="card">
      <h3>{name}</h3>
      <p>
        {side.sure ? <strong>{side.intent}</strong> : words.asksBack(side.intent)} ·{" "}
        {(100 * side.confidence).toFixed(0)}%
      </p>
      <p class="soft">
        {words.action}: <code>{side.action || "–"}</code>
      </p>
    </section>
  );
}
