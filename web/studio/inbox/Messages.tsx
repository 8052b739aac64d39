import { localeOf } from "../../shared/format";
import { useStrings, useStudio } from "../context";
import type { Group, Item } from "./contract";
import { INBOX } from "./strings";

interface Props {
  group: Group;
  out: ReadonlySet<number>;
  take(id: number, isIn: boolean): void;
  showAll(): void;
}

/** The messages of a group; with several each can be taken out of the decision. */
export function Messages({ group, out, take, showAll }: Props) {
  const words = useStrings(INBOX);
  const [only] = group.items;
  if (group.ids.length === 1 && only)
    return (
      <div class="message is-only">
        <p class="message-text" dir="auto">
          {only.text}
        </p>
        <About item={only} />
        <Context item={only} isOpen />
      </div>
    );
  return (
    <fieldset class="messages">
      <legend class="hidden">{words.messages(group.size)}</legend>
      <p class="soft">{words.leaveIn}</p>
      {group.items.map((item, at) => (
        <div key={item.id} class="message">
          <label class="message-row">
            <input
              type="checkbox"
              checked={!out.has(item.id)}
              onChange={(event) => take(item.id, event.currentTarget.checked)}
            />
            <span class="message-text" dir="auto">
              {item.text}
            </span>
          </label>
          <About item={item} />
          <Context item={item} isOpen={at === 0} />
        </div>
      ))}
      {group.items.length < group.ids.length && (
        <button type="button" class="link" onClick={showAll}>
          {words.showRest(group.ids.length)}
        </button>
      )}
    </fieldset>
  );
}

const percent = (share: number | null): string => (share === null ? "" : ` ${Math.round(100 * share)} %`);

function About({ item }: { item: Item }) {
  const { language } = useStudio();
  const words = useStrings(INBOX);
  return (
    <p class="about soft">
      <span>
        {words.takenFor} <strong>{item.intent ?? words.nothing}</strong>
        {percent(item.confidence)}
      </span>
      {item.refit.intent && item.refit.intent !== item.intent && (
        <span>
          {words.draftSays} <strong>{item.refit.intent}</strong>
          {percent(item.refit.confidence)}
        </span>
      )}
      {item.reasons.map((reason) => (
        <span key={reason} class={`tag ${reason === "marked" ? "is-bad" : ""}`}>
          {words.reasons[reason]}
        </span>
      ))}
      <time dateTime={item.created}>
        {new Date(item.created).toLocaleString(localeOf(language), { dateStyle: "medium", timeStyle: "short" })}
      </time>
    </p>
  );
}

function Context({ item, isOpen }: { item: Item; isOpen: boolean }) {
  const words = useStrings(INBOX);
  const { marked } = item;
  if (!item.before && !item.answered && !marked) return null;
  return (
    <details open={isOpen || Boolean(marked)}>
      <summary class="soft">{words.context}</summary>
      <dl class="context">
        <Fact name={words.before} text={item.before} />
        <Fact name={words.answered} text={item.answered} />
        {marked && (
          <Fact
            name={words.markedBy(marked.by)}
            text={[marked.right_intent, marked.comment].filter(Boolean).join(" · ")}
          />
        )}
        {marked && <Fact name={words.shouldAnswer} text={marked.right_answer} />}
      </dl>
    </details>
  );
}

const Fact = ({ name, text }: { name: string; text: string }) =>
  text ? (
    <div>
      <dt class="soft">{name}</dt>
      <dd dir="auto">{text}</dd>
    </div>
  ) : null;
