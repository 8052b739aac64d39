import { useWords } from "../context";

export function Missing() {
  const { strings } = useWords();
  return <Note text={strings.pageMissing} />;
}

/** A page that has nothing to show but a reason, and a way on. */
export function Note({ text, again }: { text: string; again?: () => void }) {
  const { strings } = useWords();
  return (
    <div class="wide shelf-note">
      <p>{text}</p>
      {again ? (
        <button type="button" class="button" onClick={again}>
          {strings.again}
        </button>
      ) : (
        <a class="button" href="/">
          {strings.clear}
        </a>
      )}
    </div>
  );
}
