import { useStrings } from "../context";
import { TRANSFER } from "./strings";

/** Says where a list does not show all. */
export function Cut({ shown, of }: { shown: number; of: number }) {
  const words = useStrings(TRANSFER);
  return shown < of ? <p class="soft">{words.cut(shown, of)}</p> : null;
}
