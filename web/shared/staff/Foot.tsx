interface Props {
  /** What the button that does it says. */
  does: string;
  close(): void;
  problem?: string | null;
  /** What the way out says. */
  not: string;
  /** Nothing can be sent as it is. */
  disabled?: boolean;
}

/** The end of every form in a dialog: what went wrong, the way out, and the button that does it. */
export function Foot({ does, close, problem, not, disabled }: Props) {
  return (
    <>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <footer>
        <button type="button" class="button" onClick={close}>
          {not}
        </button>
        <button type="submit" class="button is-strong" disabled={disabled}>
          {does}
        </button>
      </footer>
    </>
  );
}
