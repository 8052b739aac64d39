import type { ComponentChildren } from "preact";
import { money } from "../../shared/format";
import { useDesk } from "../context";
import type { ConversationView } from "../contract";
import { Mood } from "./List";

/** Why a person was called, what was asked and tried, and what is open: all that is needed to begin. */
export function Summary({ view }: { view: ConversationView }) {
  const { strings, language } = useDesk();
  const handoff = view.handoffs.find((one) => one.ended === null) ?? view.handoffs[0];
  if (!handoff && view.tasks.length === 0) return null;
  const summary = handoff?.summary ?? {};
  return (
    <details class="summary">
      <summary>
        <span class="tags">
          {handoff && <span class="tag">{strings.reasons[handoff.reason] ?? handoff.reason}</span>}
          {handoff && <Mood value={handoff.mood} />}
          {handoff && <span class="tag">{strings.skills[handoff.skill] ?? handoff.skill}</span>}
          {handoff && handoff.value_cents > 0 && (
            <span class="tag">{strings.value(money(handoff.value_cents, "EUR", language))}</span>
          )}
          {handoff?.order_numbers.map((number) => (
            <span key={number} class="tag">
              #{number}
            </span>
          ))}
          {view.tasks.map((task) => (
            <span key={task} class="tag is-task">
              {task}
            </span>
          ))}
        </span>
        <span>{strings.summary}</span>
      </summary>
      <dl>
        <Points name={strings.asked} points={summary.asked ?? []} />
        <Points
          name={strings.tried}
          points={(summary.tried ?? []).map((tried) => (
            <>
              {tried.intent && <code>{tried.intent}</code>} {tried.said}
            </>
          ))}
        />
        <Points name={strings.stillOpen} points={(summary.open ?? []).map((open) => open.task ?? open.message)} />
      </dl>
    </details>
  );
}

function Points({ name, points }: { name: string; points: ComponentChildren[] }) {
  if (points.length === 0) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <ul>
          {points.map((point, at) => (
            <li key={at} dir="auto">
              {point}
            </li>
          ))}
        </ul>
      </dd>
    </div>
  );
}
