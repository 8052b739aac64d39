import type { Choice } from "../../shared/contract";
import { type TaskRow, waitingTask } from "../transcript";
import { leaveFocus } from "./Choices";
import { useChat } from "./context";
import { CloseIcon, TaskIcon } from "./icons";

/** A task that was left and can be gone on with. */
export function TaskChip({ row }: { row: TaskRow }) {
  const { session, strings } = useChat();
  const { choices, dismiss } = row.body;
  const say = (choice: Choice, button: HTMLElement): void => {
    const root = button.getRootNode() as ShadowRoot;
    session.choose(choice);
    leaveFocus(root);
  };
  return (
    <ul class="task" aria-label={strings.task}>
      {choices.map((choice) => (
        <li key={choice.payload}>
          <button type="button" class="task-go" dir="auto" onClick={(event) => say(choice, event.currentTarget)}>
            <TaskIcon />
            <span>{choice.title}</span>
          </button>
        </li>
      ))}
      {dismiss && (
        <li>
          <button
            type="button"
            class="task-away"
            aria-label={strings.taskDismiss(choices[0]?.title ?? "")}
            title={strings.notNow}
            onClick={(event) => say({ title: strings.notNow, payload: dismiss }, event.currentTarget)}
          >
            <CloseIcon />
          </button>
        </li>
      )}
    </ul>
  );
}

/** The newest one stays in sight while other things are talked about. */
export function PinnedTask() {
  const { state } = useChat();
  const row = waitingTask(state);
  const newest = state.rows.findLast(({ kind }) => kind !== "notice");
  if (!row || row.seq === newest?.seq) return null;
  return (
    <div class="pinned">
      <TaskChip row={row} />
    </div>
  );
}
