import { useState } from "preact/hooks";
import { api } from "../api";
import { useDesk } from "../context";
import type { TurnView } from "../contract";
import { Wrong } from "../review/Wrong";

const percent = (share: number | null | undefined): string => (share == null ? "" : `${Math.round(share * 100)} %`);

/** What the bot made of the message that it answers here: asked for when it is looked at. */
export function Understood({ id, turn }: { id: string; turn: string }) {
  const { desk, strings } = useDesk();
  const [view, setView] = useState<TurnView | null>(null);
  const [marks, setMarks] = useState(false);
  const load = (isOpen: boolean): void => {
    if (isOpen && !view) void desk.trying(async () => setView(await api.turn(id, turn)));
  };
  return (
    <>
      <details class="understood" onToggle={(event) => load(event.currentTarget.open)}>
        <summary>{strings.understood}</summary>
        {view && <Facts view={view} />}
        <button type="button" class="link" onClick={() => setMarks(true)}>
          {strings.wrong}
        </button>
      </details>
      {marks && <Wrong id={id} turn={turn} close={() => setMarks(false)} />}
    </>
  );
}

function Facts({ view }: { view: TurnView }) {
  const { strings } = useDesk();
  const what = view.understood;
  if (!what) return <p class="soft">{strings.unknownTurn}</p>;
  const others = (what.ranking ?? []).filter((one) => one.intent !== what.intent).slice(0, 2);
  const facts: [string, string][] = [
    [strings.intent, [what.intent, percent(what.confidence)].filter(Boolean).join(" · ")],
    [strings.otherIntents, others.map((one) => `${one.intent} ${percent(one.confidence)}`).join(", ")],
    [strings.entities, (what.entities ?? []).map((one) => `${one.entity} ${one.value}`).join(", ")],
    [strings.passages, (what.passages ?? []).map((one) => `${one.title} ${percent(one.score)}`).join("; ")],
    [strings.actions, (what.actions ?? []).join(", ")],
    [strings.openTasks, (what.tasks ?? []).join(", ")],
  ];
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      {view.took_ms !== null && <div class="soft">{strings.took(view.took_ms)}</div>}
    </dl>
  );
}
