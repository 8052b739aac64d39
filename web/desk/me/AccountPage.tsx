import { useState } from "preact/hooks";
import { LANGUAGES } from "../../shared/contract";
import { Field } from "../../shared/staff/Login";
import { lookOf, THEMES } from "../../shared/staff/look";
import { api } from "../api";
import { useDesk } from "../context";
import { refusalText } from "../strings";
import { askToNotify } from "../telling/notify";
import { TELLINGS, tellingOf } from "../telling/preferences";

/** One's own account: the name that shoppers see, how the desk looks, how one is told, and the password. */
export function AccountPage() {
  const { desk, state, strings } = useDesk();
  const me = state.me;
  if (!me) return null;
  const look = lookOf(me);
  const save = (changed: Parameters<typeof api.saveMe>[0]): Promise<boolean> =>
    desk.trying(async () => desk.signedIn(await api.saveMe(changed)));
  const prefer = (name: string, value: string | boolean): Promise<boolean> =>
    save({ preferences: { ...me.preferences, [name]: value } });
  return (
    <main class="page">
      <h1>{strings.pages.me}</h1>
      <p class="soft">
        {me.email} · {me.roles.map((role) => strings.roles[role]).join(", ")}
      </p>
      <section class="card">
        <form
          class="row-form"
          onSubmit={(event) => {
            event.preventDefault();
            void save({ name: String(new FormData(event.currentTarget).get("name")) });
          }}
        >
          <Field label={strings.displayName}>
            <input name="name" type="text" autocomplete="nickname" defaultValue={me.name} required />
          </Field>
          <button type="submit" class="button">
            {strings.save}
          </button>
        </form>
        <Choice
          label={strings.deskLanguage}
          value={look.language}
          options={LANGUAGES.map((one) => [one, strings.languages[one] ?? one])}
          choose={(language) => void prefer("language", language)}
        />
        <Choice
          label={strings.look}
          value={look.theme}
          options={THEMES.map((one) => [one, strings.theme[one]])}
          choose={(theme) => void prefer("theme", theme)}
        />
        <fieldset>
          <legend>{strings.iWrite}</legend>
          <div class="choices">
            {LANGUAGES.map((one) => (
              <label key={one} class="choice">
                <input
                  type="checkbox"
                  checked={me.languages.includes(one)}
                  onChange={(event) => {
                    const others = me.languages.filter((language) => language !== one);
                    void save({ languages: event.currentTarget.checked ? [...others, one] : others });
                  }}
                />
                <span>{strings.languages[one]}</span>
              </label>
            ))}
          </div>
          <p class="soft">{strings.iWriteHint}</p>
        </fieldset>
      </section>
      <section class="card">
        <h2>{strings.telling.title}</h2>
        {TELLINGS.map((name) => (
          <label key={name} class="choice">
            <input
              type="checkbox"
              checked={tellingOf(me)[name]}
              onChange={async (event) => {
                const on = event.currentTarget.checked;
                if (name === "notify" && on && !(await askToNotify())) {
                  desk.toast(strings.telling.refused);
                  event.currentTarget.checked = false;
                } else await prefer(name, on);
              }}
            />
            <span>{strings.telling[name]}</span>
          </label>
        ))}
      </section>
      <Password />
    </main>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: [string, string][];
  choose(value: string): void;
}

const Choice = ({ label, value, options, choose }: ChoiceProps) => (
  <label class="field">
    <span>{label}</span>
    <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
      {options.map(([key, name]) => (
        <option key={key} value={key}>
          {name}
        </option>
      ))}
    </select>
  </label>
);

function Password() {
  const { desk, strings } = useDesk();
  const [problem, setProblem] = useState<string | null>(null);
  async function change(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const given = new FormData(form);
    try {
      await api.setPassword(String(given.get("old")), String(given.get("new")));
      setProblem(null);
      form.reset();
      desk.toast(strings.saved);
    } catch (error) {
      setProblem(refusalText(error, strings));
    }
  }
  return (
    <section class="card">
      <h2>{strings.password}</h2>
      <form onSubmit={(event) => void change(event)}>
        <Field label={strings.oldPassword}>
          <input name="old" type="password" autocomplete="current-password" required />
        </Field>
        <Field label={strings.newPassword}>
          <input name="new" type="password" autocomplete="new-password" required />
        </Field>
        <p class="soft">{strings.choosePassword}</p>
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" class="button">
          {strings.save}
        </button>
      </form>
    </section>
  );
}
