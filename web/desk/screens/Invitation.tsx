import { useEffect, useState } from "preact/hooks";
import { Field } from "../../shared/staff/Login";
import { api } from "../api";
import { useDesk } from "../context";
import { go } from "../route";
import { refusalText } from "../strings";

/** What the link of an invitation opens: a name and a password, once. */
export function Invitation({ token }: { token: string }) {
  const { desk, strings } = useDesk();
  const [invited, setInvited] = useState<{ email: string; name: string } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    api.invitation(token).then(setInvited, () => setProblem(strings.invitationGone));
  }, [token, strings]);

  async function accept(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    try {
      desk.signedIn(await api.accept(token, String(given.get("name")), String(given.get("password"))));
      go("/desk/queue");
    } catch (error) {
      setProblem(refusalText(error, strings));
    }
  }

  return (
    <main class="door">
      <form class="door-card" onSubmit={(event) => void accept(event)}>
        <h1>{invited ? strings.welcome(invited.name) : "Aisle"}</h1>
        {invited && (
          <>
            <p class="soft">{invited.email}</p>
            <Field label={strings.displayName}>
              <input name="name" type="text" autocomplete="nickname" defaultValue={invited.name} required />
            </Field>
            <Field label={strings.password}>
              <input name="password" type="password" autocomplete="new-password" required />
            </Field>
            <p class="soft">{strings.choosePassword}</p>
          </>
        )}
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        {invited && (
          <button type="submit" class="button is-strong">
            {strings.begin}
          </button>
        )}
      </form>
    </main>
  );
}
