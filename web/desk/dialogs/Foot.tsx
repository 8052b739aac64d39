import { useDesk } from "../context";

interface Props {
  /** What the button that does it says. */
  does: string;
  close(): void;
  problem?: string | null;
  /** What the other one says, where "Cancel" could be taken for the act. */
  not?: string;
}

/** The end of every form in a dialog: what went wrong, the way out, and the button that does it. */
export function Foot({ does, close, problem, not }: Props) {
  const { strings } = useDesk();
  return (
    <>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <footer>
        <button type="button" class="button" onClick={close}>
          {not ?? strings.cancel}
        </button>
        <button type="submit" class="button is-strong">
          {does}
        </button>
      </footer>
    </>
  );
}
