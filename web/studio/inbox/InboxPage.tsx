import { useRef, useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { useLoaded, useStrings, useStudio } from "../context";
import type { Route } from "../route";
import { type Choices, type Order, REASONS } from "./contract";
import { GroupCard } from "./GroupCard";
import { GroupList } from "./GroupList";
import { KeysDialog } from "./KeysDialog";
import type { PlainAct } from "./keys";
import { NewIntent } from "./NewIntent";
import { Refit } from "./Refit";
import { failures } from "./state";
import { INBOX } from "./strings";
import { useChoosing } from "./useChoosing";
import { useInbox, type Wanted } from "./useInbox";
import { useKeys } from "./useKeys";
import "./inbox.css";

/** Real messages to decide about, by keyboard: what is decided is gone at once, and the next is there. */
export function InboxPage(_: { route: Route }) {
  const { studio, strings } = useStudio();
  const words = useStrings(INBOX);
  const [wanted, setWanted] = useState<Wanted>({ order: "useful", language: "", reason: "" });
  const [dialog, setDialog] = useState<"keys" | "new" | null>(null);
  const [learn, setLearn] = useState(0);
  const inbox = useInbox(wanted);
  const { state } = inbox;
  const group = state.groups[state.at];
  const choices = useLoaded(() => call<Choices>("GET", "/api/studio/inbox/intents"), [state.done.length === 0]);
  const choosing = useChoosing(group, inbox.decide);
  const search = useRef<HTMLInputElement>(null);
  const example = useRef<HTMLDivElement>(null);
  const last = state.done.at(-1);

  const guess = group?.items[0]?.intent;
  const plain: Record<PlainAct, () => void> = {
    confirm: () => guess && choosing.decide(guess),
    discard: () => choosing.decide(null),
    undo: inbox.undo,
    search: () => search.current?.focus(),
    edit: () => within(".change-words", (button) => button.click()),
    mark: () => within(".marker-line", (line) => line.focus()),
    example: () => choosing.turn(!choosing.adds),
    reload: inbox.reload,
    refit: () => setLearn((count) => count + 1),
    try: () => studio.store.dispatch({ type: "try", open: true }),
    new: () => setDialog("new"),
    keys: () => setDialog("keys"),
  };
  /** In the first example, once it is there. */
  function within(selector: string, use: (found: HTMLElement) => void): void {
    choosing.turn(true);
    requestAnimationFrame(() => {
      const found = example.current?.querySelector<HTMLElement>(selector);
      if (found) use(found);
    });
  }
  useKeys((asked) => {
    const suggestion = asked.does === "suggestion" && group?.suggestions[asked.at];
    if (suggestion) choosing.decide(suggestion.intent);
    if (asked.does === "move") inbox.dispatch({ type: "move", by: asked.by });
    else if (asked.does !== "suggestion") plain[asked.does]();
  });

  return (
    <>
      <main class="page inbox">
        <header class="page-head">
          <div>
            <h1>{strings.pages.inbox}</h1>
            <p class="soft">{words.lead}</p>
          </div>
          <Refit edits={state.done.length} learn={learn} />
        </header>
        <Filters wanted={wanted} choose={setWanted} />
        <div class="inbox-state">
          <span>{state.isLoaded && words.open(state.open, state.total)}</span>
          {state.unread > 0 && <span class="soft">{words.unread(state.unread)}</span>}
          {state.decided > 0 && <span class="soft">{words.decidedToday(state.decided)}</span>}
          <span class="problem" role="status">
            {failures(state) > 0 && words.failures(failures(state))}
          </span>
          {state.isStale && (
            <button type="button" class="link" onClick={inbox.reload}>
              {words.stale} <kbd>r</kbd>
            </button>
          )}
          <button type="button" class="plain" onClick={() => setDialog("keys")}>
            {words.keys} <kbd>?</kbd>
          </button>
        </div>
        {inbox.problem && <p class="problem">{inbox.problem}</p>}
        {last && (
          <p class="last">
            <span role="status">
              {words.lastDecided}:{" "}
              {last.intent === null ? words.asDiscarded(last.ids.length) : words.asIntent(last.ids.length, last.intent)}
            </span>{" "}
            <button type="button" class="link" onClick={inbox.undo}>
              {words.undo} <kbd>u</kbd>
            </button>
            {last.id === null && <span class="soft">{words.sending}</span>}
          </p>
        )}
        {state.isLoaded && !group && <Empty />}
        {group && (
          <div class="inbox-desk">
            <GroupList state={state} go={(to) => inbox.dispatch({ type: "go", to })} />
            <GroupCard
              group={group}
              choices={choices.data}
              choosing={choosing}
              problem={state.problems[group.id]}
              search={search}
              example={example}
              showAll={() => inbox.showAll(group.id)}
              askForNew={() => setDialog("new")}
            />
            <p class="hidden" role="status">
              {words.place(state.at + 1, state.groups.length)}: {group.items[0]?.text}
            </p>
          </div>
        )}
      </main>
      {dialog === "keys" && <KeysDialog close={() => setDialog(null)} />}
      {dialog === "new" && group && (
        <NewIntent
          topics={choices.data?.topics ?? []}
          example={choosing.lines[0] ?? ""}
          close={() => setDialog(null)}
          make={(name, topic, example) => choosing.decide(name, topic, example)}
        />
      )}
    </>
  );
}

function Empty() {
  const words = useStrings(INBOX);
  return (
    <section class="card">
      <strong>{words.empty}</strong>
      <p class="soft">{words.emptyText}</p>
    </section>
  );
}

function Filters({ wanted, choose }: { wanted: Wanted; choose(wanted: Wanted): void }) {
  const { strings } = useStudio();
  const words = useStrings(INBOX);
  return (
    <div class="row-form">
      <label class="field">
        <span>{words.order}</span>
        <select
          value={wanted.order}
          onChange={(event) => choose({ ...wanted, order: event.currentTarget.value as Order })}
        >
          {(["useful", "newest"] as const).map((order) => (
            <option key={order} value={order}>
              {words.orders[order]}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{words.reason}</span>
        <select value={wanted.reason} onChange={(event) => choose({ ...wanted, reason: event.currentTarget.value })}>
          <option value="">{words.anyReason}</option>
          {REASONS.map((reason) => (
            <option key={reason} value={reason}>
              {words.reasons[reason]}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{words.languageOf}</span>
        <select
          value={wanted.language}
          onChange={(event) => choose({ ...wanted, language: event.currentTarget.value })}
        >
          <option value="">{words.anyLanguage}</option>
          {Object.entries(strings.languages).map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
