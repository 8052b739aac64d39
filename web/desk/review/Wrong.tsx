import { useDesk } from "../context";
import { Dialog } from "../dialogs/Dialog";

export function Wrong({ close }: { id: string; turn: string; close(): void }) {
  const { strings } = useDesk();
  return (
    <Dialog title={strings.wrong} close={close}>
      <p />
    </Dialog>
  );
}
