import { useState } from "preact/hooks";
import { useStrings, useStudio } from "../context";
import { addGroup, changeGroup, listed, removeGroup } from "./contract";
import { TRANSFER } from "./strings";

/** The search's words: who looks for one of a group finds the others as well. Live at once. */
export function Groups({ groups }: { groups: string[][] }) {
  const { studio } = useStudio();
  const words = useStrings(TRANSFER);
  const [typed, setTyped] = useState("");
  const [edited, setEdited] = useState<string | null>(null);

  return (
    <>
      <form
        class="row-form"
        onSubmit={async (event) => {
          event.preventDefault();
          if (await studio.edit(() => addGroup(listed(typed)))) setTyped("");
        }}
      >
        <label class="field is-wide">
          <span>{words.newGroup}</span>
          <input value={typed} placeholder={words.groupHint} onInput={(event) => setTyped(event.currentTarget.value)} />
        </label>
        <button type="submit" class="button" disabled={listed(typed).length < 2}>
          {words.add}
        </button>
      </form>
      <ul class="word-groups">
        {groups.map((group) => {
          const key = group.join(", ");
          return (
            <li key={key}>
              {edited === key ? (
                <form
                  class="row-form"
                  onSubmit={async (event) => {
                    event.preventDefault();
                    const terms = listed(new FormData(event.currentTarget).get("terms")?.toString() ?? "");
                    if (await studio.edit(() => changeGroup(group, terms))) setEdited(null);
                  }}
                >
                  <input
                    class="is-wide"
                    name="terms"
                    defaultValue={key}
                    aria-label={words.change(key)}
                    ref={(input) => input?.focus()}
                    onKeyDown={(event) => event.key === "Escape" && setEdited(null)}
                  />
                  <button type="submit" class="button">
                    {words.save}
                  </button>
                </form>
              ) : (
                <>
                  <span>{key}</span>
                  <button
                    type="button"
                    class="link"
                    aria-label={`${words.edit}: ${key}`}
                    onClick={() => setEdited(key)}
                  >
                    {words.edit}
                  </button>
                  <button
                    type="button"
                    class="link"
                    aria-label={`${words.removeShort}: ${key}`}
                    onClick={() => void studio.edit(() => removeGroup(group))}
                  >
                    {words.removeShort}
                  </button>
                </>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}
