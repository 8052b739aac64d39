import type { Choice } from "../../shared/contract";
import { useChat } from "./context";

export function Choices({ choices, label }: { choices: readonly Choice[]; label: string }) {
  const { session } = useChat();
  if (choices.length === 0) return null;
  const pick = (choice: Choice, button: HTMLElement): void => {
    const root = button.getRootNode() as ShadowRoot;
    session.choose(choice);
    leaveFocus(root);
  };
  return (
    <ul class="choices" aria-label={label}>
      {choices.map((choice) => (
        <li key={choice.payload}>
          <button type="button" class="choice" dir="auto" onClick={(event) => pick(choice, event.currentTarget)}>
            {choice.title}
          </button>
        </li>
      ))}
    </ul>
  );
}

/**
 * Buttons go when one is chosen; without this the focus would fall out of the chat. Not to the message box on a touch
 * screen: that would bring up the keyboard.
 */
export function leaveFocus(root: ShadowRoot): void {
  const touch = matchMedia("(pointer: coarse)").matches;
  root.querySelector<HTMLElement>(touch ? ".panel" : "textarea")?.focus();
}
