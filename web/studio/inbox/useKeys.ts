import { useEffect, useRef } from "preact/hooks";
import { type Act, actOf, keysAreOn } from "./keys";

/** Hears the page's keys while it is shown. */
export function useKeys(act: (asked: Act) => void): void {
  const pressed = useRef(act);
  pressed.current = act;
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const asked = keysAreOn() || event.key === "?" ? actOf(event) : null;
      if (!asked) return;
      event.preventDefault();
      pressed.current(asked);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}
