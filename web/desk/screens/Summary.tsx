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
        {!!summary.asked?.length && (
          <div>
            <dt>{strings.asked}</dt>
            <dd>
              <ul>
                {summary.asked.map((words, at) => (
                  <li key={at} dir="auto">
                    {words}
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
        {!!summary.tried?.length && (
          <div>
            <dt>{strings.tried}</dt>
            <dd>
              <ul>
                {summary.tried.map((tried, at) => (
                  <li key={at} dir="auto">
                    {tried.intent && <code>{tried.intent}</code>} {tried.said}
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
        {!!summary.open?.length && (
          <div>
            <dt>{strings.stillOpen}</dt>
            <dd>
              <ul>
                {summary.open.map((open, at) => (
                  <li key={at} dir="auto">
                    {open.task ?? open.message}
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
      </dl>
    </details>
  );
}
