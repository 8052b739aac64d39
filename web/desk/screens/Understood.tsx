import { useState } from "preact/hooks";
import { type Fact, Facts } from "../../shared/staff/Facts";
import { useDesk } from "../context";
import type { TurnView } from "../contract";
import { Wrong } from "../review/Wrong";

const percent = (share: number | null): string => (share === null ? "" : `${Math.round(share * 100)} %`);

/** What the bot made of the message that it answers here, and a way to say that it was wrong. */
export function Understood({ id, turn }: { id: string; turn: TurnView }) {
  const { strings } = useDesk();
  const [marks, setMarks] = useState(false);
  return (
    <>
      <details class="understood">
        <summary>
          {strings.understood}
          {turn.intent && (
            <span class="soft">
              {" "}
              {turn.intent} {percent(turn.confidence)}
            </span>
          )}
        </summary>
        <Turn turn={turn} />
        <button type="button" class="link" onClick={() => setMarks(true)}>
          {strings.wrong}
        </button>
      </details>
      {marks && <Wrong id={id} turn={turn} close={() => setMarks(false)} />}
    </>
  );
}

function Turn({ turn }: { turn: TurnView }) {
  const { strings } = useDesk();
  const others = turn.ranking.filter((one) => one.intent !== turn.intent).slice(0, 2);
  const facts: Fact[] = [
    [strings.intent, [turn.intent, percent(turn.confidence)].filter(Boolean).join(" · ")],
    [strings.otherIntents, others.map((one) => `${one.intent} ${percent(one.confidence)}`).join(", ")],
    [strings.entities, turn.entities.map((one) => `${one.entity}: ${one.value}`).join(", ")],
    [strings.passages, turn.passages.map((one) => `${one.title} ${percent(one.score)}`).join("; ")],
    [strings.actions, turn.actions.join(", ")],
    [strings.openTasks, turn.tasks.join(", ")],
    [strings.tookTime, turn.took_ms === null ? "" : strings.took(turn.took_ms)],
  ];
  if (!facts.some(([, value]) => value)) return <p class="soft">{strings.unknownTurn}</p>;
  return <Facts facts={facts} />;
}
