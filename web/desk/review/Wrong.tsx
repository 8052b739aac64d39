import { useDesk } from "../context";
import type { TurnView } from "../contract";
import { Dialog } from "../dialogs/Dialog";

export function Wrong({ close }: { id: string; turn: TurnView; close(): void }) {
  const { strings } = useDesk();
  return (
    <Dialog title={strings.wrong} close={close}>
      <p />
    </Dialog>
  );
}
