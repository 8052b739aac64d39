import { useEffect, useState } from "preact/hooks";
import { LANGUAGES } from "../../shared/contract";
import { Dialog } from "../../shared/staff/Dialog";
import { api } from "../api";
import { useDesk } from "../context";
import type { CannedAnswer } from "../contract";
import { Foot } from "../dialogs/Foot";
import { refusalText } from "../strings";

/** The answers that are written often: the team's, which editors change, and one's own. */
export function Canned() {
  const { desk, state, strings } = useDesk();
  const [all, setAll] = useState<CannedAnswer[]>([]);
  const [variables, setVariables] = useState<string[]>([]);
  const [edited, setEdited] = useState<CannedAnswer | "new" | null>(null);
  const isEditor = state.me?.roles.some((role) => role !== "agent") ?? false;
  const load = (): Promise<boolean> =>
    desk.trying(async () => {
      const { canned, variables: known } = await api.canned();
      setAll(canned);
      setVariables(known);
    });
  useEffect(() => void load(), [desk]);
  const remove = (answer: CannedAnswer): Promise<boolean> =>
    desk.trying(async () => {
      if (!confirm(strings.help.removeAsk(answer.shortcut))) return;
      await api.removeCanned(answer.id);
      await load();
    });
  return (
    <main class="page">
      <div class="page-head">
        <h1>{strings.pages.answers}</h1>
        <button type="button" class="button is-strong" onClick={() => setEdited("new")}>
          {strings.help.newCanned}
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section class="table" tabIndex={0} aria-label={strings.pages.answers}>
        <table>
          <thead>
            <tr>
              <th scope="col">{strings.help.shortcut}</th>
              <th scope="col">{strings.admin.languages}</th>
              <th scope="col">{strings.help.text}</th>
              <th scope="col">
                <span class="hidden">{strings.admin.edit}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {all.map((answer) => (
              <tr key={answer.id}>
                <th scope="row">
                  /{answer.shortcut}
                  <span class="soft">
                    {answer.title}
                    {answer.mine && ` · ${strings.help.own}`}
                  </span>
                </th>
                <td>{strings.languages[answer.language] ?? answer.language}</td>
                <td dir="auto">{answer.text}</td>
                <td class="table-acts">
                  {(answer.mine || isEditor) && (
                    <>
                      <button type="button" class="link" onClick={() => setEdited(answer)}>
                        {strings.admin.edit}
                      </button>
                      <button type="button" class="link" onClick={() => void remove(answer)}>
                        {strings.discard}
                      </button>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {edited && (
        <CannedForm
          answer={edited === "new" ? null : edited}
          variables={variables}
          isEditor={isEditor}
          close={() => setEdited(null)}
          saved={() => {
            setEdited(null);
            void load();
          }}
        />
      )}
    </main>
  );
}

interface FormProps {
  answer: CannedAnswer | null;
  variables: string[];
  isEditor: boolean;
  close(): void;
  saved(): void;
}

function CannedForm({ answer, variables, isEditor, close, saved }: FormProps) {
  const { strings, language } = useDesk();
  const [problem, setProblem] = useState<string | null>(null);
  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string): string => String(given.get(name) ?? "").trim();
    const made = {
      shortcut: text("shortcut"),
      title: text("title"),
      language: text("language"),
      text: text("text"),
      mine: !isEditor || given.get("team") === null,
    };
    try {
      await api.saveCanned(made, answer?.id);
      saved();
    } catch (error) {
      setProblem(refusalText(error, strings));
    }
  }
  return (
    <Dialog title={answer ? `/${answer.shortcut}` : strings.help.newCanned} close={close}>
      <form onSubmit={(event) => void save(event)}>
        <label class="field">
          <span>{strings.help.shortcut}</span>
          <input name="shortcut" required pattern="[\w\-]{1,40}" defaultValue={answer?.shortcut} />
        </label>
        <label class="field">
          <span>{strings.help.title}</span>
          <input name="title" required maxLength={120} defaultValue={answer?.title} />
        </label>
        <label class="field">
          <span>{strings.admin.languages}</span>
          <select name="language">
            {LANGUAGES.map((one) => (
              <option key={one} value={one} selected={one === (answer?.language ?? language)}>
                {strings.languages[one]}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>{strings.help.text}</span>
          <textarea name="text" rows={5} required maxLength={2000} defaultValue={answer?.text} />
        </label>
        <p class="soft">
          {strings.help.variables} {variables.map((name) => `{{${name}}}`).join(" ")}
        </p>
        {isEditor && (
          <label class="choice">
            <input type="checkbox" name="team" defaultChecked={answer ? !answer.mine : true} />
            <span>{strings.help.team}</span>
          </label>
        )}
        <Foot does={strings.save} close={close} problem={problem} />
      </form>
    </Dialog>
  );
}
