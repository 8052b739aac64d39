import { useEffect, useState } from "preact/hooks";
import { call } from "../../shared/staff/call";
import { LANGUAGE, type Told } from "./contract";

const PAUSE_MS = 80;

/** What is known of a line while it is typed; null until it is. An answer to what was typed before is dropped. */
export function useTold(intent: string, text: string, insteadOf = ""): Told | null {
  const [told, setTold] = useState<Told | null>(null);
  useEffect(() => {
    let wanted = true;
    if (!text.trim() || text.trim() === insteadOf) {
      setTold(null);
      return;
    }
    const timer = setTimeout(() => {
      const body = { intent, text, instead_of: insteadOf };
      call<Told>("POST", `${LANGUAGE}/check`, body).then(
        (found) => wanted && setTold(found),
        () => wanted && setTold(null), // saving says what is wrong
      );
    }, PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [intent, text, insteadOf]);
  return told;
}
