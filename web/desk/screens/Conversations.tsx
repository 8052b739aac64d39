import { useEffect, useState } from "preact/hooks";
import { useDesk } from "../context";
import { SidePanel } from "../side/SidePanel";
import { Conversation } from "./Conversation";
import { useKeys } from "./keys";
import { List } from "./List";

/** The list, the conversation that is open, and beside it who it is with. On a narrow screen one at a time. */
export function Conversations({ id }: { id: string | null }) {
  const { desk, state, strings } = useDesk();
  useEffect(() => void desk.open(id), [desk, id]);
  const keys = useKeys(id);
  const [hasSide, setHasSide] = useState(false);
  useEffect(() => setHasSide(false), [id]);
  return (
    <main class={`conversations${id ? " has-open" : ""}${hasSide ? " has-side" : ""}`}>
      <a class="skip" href="#transcript">
        {strings.skip}
      </a>
      <List />
      {state.opened ? (
        <Conversation opened={state.opened} toggleSide={() => setHasSide(!hasSide)} />
      ) : (
        <p class="pick">{strings.pick}</p>
      )}
      {state.opened?.view && <SidePanel key={state.opened.id} view={state.opened.view} />}
      {keys}
    </main>
  );
}
