import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { api } from "../api";
import { useDesk } from "../context";
import { refusalText } from "../strings";

export function Login() {
  const { desk, strings } = useDesk();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function logIn(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    setProblem(null);
    try {
      desk.signedIn(await api.logIn(String(given.get("email")), String(given.get("password"))));
    } catch (error) {
      setProblem(refusalText(error, strings));
    } finally {
      setBusy(false);
    }
  }

  return (
    <main class="door">
      <form class="door-card" onSubmit={(event) => void logIn(event)}>
        <h1>Aisle</h1>
        <Field label={strings.email}>
          <input name="email" type="email" autocomplete="username" required />
        </Field>
        <Field label={strings.password}>
          <input name="password" type="password" autocomplete="current-password" required />
        </Field>
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" class="button is-strong" disabled={busy}>
          {strings.logIn}
        </button>
      </form>
    </main>
  );
}

export const Field = ({ label, children }: { label: string; children: ComponentChildren }) => (
  // biome-ignore lint/a11y/noLabelWithoutControl: the control is what stands in it.
  <label class="field">
    <span>{label}</span>
    {children}
  </label>
);
