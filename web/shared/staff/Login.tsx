import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

interface Props {
  labels: { email: string; password: string; logIn: string };
  logIn(email: string, password: string): Promise<void>;
  problemOf(error: unknown): string;
}

/** The door to desk and studio. */
export function Login({ labels, logIn, problemOf }: Props) {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    setProblem(null);
    try {
      await logIn(String(given.get("email")), String(given.get("password")));
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <main class="door">
      <form class="door-card" onSubmit={(event) => void send(event)}>
        <h1>Aisle</h1>
        <Field label={labels.email}>
          <input name="email" type="email" autocomplete="username" required />
        </Field>
        <Field label={labels.password}>
          <input name="password" type="password" autocomplete="current-password" required />
        </Field>
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" class="button is-strong" disabled={busy}>
          {labels.logIn}
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
