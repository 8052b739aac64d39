import { Foot as StaffFoot } from "../../shared/staff/Foot";
import { useDesk } from "../context";

interface Props {
  does: string;
  close(): void;
  problem?: string | null;
  /** What the way out says, where "Cancel" could be taken for the act. */
  not?: string;
}

/** As everywhere; the way out says "Cancel". */
export function Foot({ not, ...rest }: Props) {
  const { strings } = useDesk();
  return <StaffFoot {...rest} not={not ?? strings.cancel} />;
}
