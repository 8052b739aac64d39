import { useState } from "preact/hooks";
import { Dialog } from "../../shared/staff/Dialog";
import { useStrings } from "../context";
import { keysAreOn, switchKeys } from "./keys";
import { INBOX } from "./strings";

export function KeysDialog({ close }: { close(): void }) {
  const words = useStrings(INBOX);
  const [on, setOn] = useState(keysAreOn());
  return (
    <Dialog title={words.keys} close={close}>
      <dl class="keys">
        {words.keyTexts.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <label class="choice">
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => {
            switchKeys(event.currentTarget.checked);
            setOn(event.currentTarget.checked);
          }}
        />
        {words.keysOn}
      </label>
    </Dialog>
  );
}
