import { Dialog } from "../../shared/staff/Dialog";
import { useDesk } from "../context";
import type { Opened } from "../state";

/** From a colleague, who will see it; refused where somebody else has it by then. */
export function TakeOver({ opened, close }: { opened: Opened; close(): void }) {
  const { desk, strings } = useDesk();
  return (
    <Dialog title={strings.takeOverTitle} close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void desk.take(opened.id, opened.holder).then(close);
        }}
      >
        <p>{strings.takeOverAsk(opened.holderName ?? strings.agent)}</p>
        <footer>
          <button type="button" class="button" onClick={close}>
            {strings.cancel}
          </button>
          <button type="submit" class="button is-strong">
            {strings.takeOver}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
