import { useEffect, useRef } from "preact/hooks";
import { useWords } from "./context";
import { PersonIcon } from "./drawings";
import { useVisitor } from "./visitor";

/** In the demo a visitor chooses whom to be; a real shop has its own sign-in here. */
export function SignIn() {
  const { strings } = useWords();
  const { demo, customer, signIn, signOut } = useVisitor();
  const menu = useMenu();
  if (!demo || demo.customers.length === 0) return null;
  return (
    <details ref={menu.details} class="sign-in" onKeyDown={menu.onKeyDown}>
      <summary title={strings.signInHint}>
        <PersonIcon />
        <span>{customer ? customer.name : strings.signIn}</span>
      </summary>
      <div class="sign-in-menu">
        {customer && (
          <>
            <a href="/profile" onClick={menu.close}>
              {strings.profile}
            </a>
            <button
              type="button"
              onClick={() => {
                signOut();
                menu.close();
              }}
            >
              {strings.signOut}
            </button>
          </>
        )}
        <p>{strings.signInHint}</p>
        <ul>
          {demo.customers.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                aria-pressed={one.id === customer?.id}
                onClick={() => {
                  signIn(one);
                  menu.close();
                }}
              >
                <span lang={one.language === "zh" ? "zh-CN" : undefined}>{one.name}</span>
                <small>{strings.underWay(one.under_way)}</small>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}

/** Closes on Escape and on a click elsewhere, as menus do. */
function useMenu() {
  const details = useRef<HTMLDetailsElement>(null);
  const close = (): void => {
    if (!details.current?.open) return;
    details.current.open = false;
    details.current.querySelector("summary")?.focus();
  };
  useEffect(() => {
    const elsewhere = (event: Event): void => {
      if (details.current && !event.composedPath().includes(details.current)) details.current.open = false;
    };
    addEventListener("click", elsewhere);
    return () => removeEventListener("click", elsewhere);
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") close();
  };
  return { details, close, onKeyDown };
}
