import { useState } from "preact/hooks";
import { useDesk } from "../context";
import { LetGo } from "../dialogs/LetGo";
import { TakeOver } from "../dialogs/TakeOver";
import { Transfer } from "../dialogs/Transfer";
import { conversationPath } from "../route";
import { agentOf, holds, moodsOf, type Opened } from "../state";
import type { Strings } from "../strings";
import { Composer } from "./Composer";
import { Moods } from "./Moods";
import { Summary } from "./Summary";
import { Transcript } from "./Transcript";

type Asked = "takeOver" | "transfer" | "handBack" | "close" | null;

/** One conversation: who has it, what was said, and what can be done with it. */
export function Conversation({ opened, toggleSide }: { opened: Opened; toggleSide(): void }) {
  const { state, strings } = useDesk();
  const [asked, setAsked] = useState<Asked>(null);
  // a dialog says late that it closed: the next may be open by then
  const done = (closed: Asked) => (): void => setAsked((open) => (open === closed ? null : open));
  if (opened.missing)
    return (
      <section class="conversation">
        <p class="empty">{strings.missing}</p>
      </section>
    );
  const name = opened.view?.customer?.name ?? opened.view?.item.customer_name ?? strings.anonymous;
  const others = opened.viewers.filter((viewer) => viewer.id !== state.me?.id);
  return (
    <section class="conversation" aria-label={`${strings.transcript}: ${name}`}>
      <header class="conversation-head">
        <a class="back" href={conversationPath(null)} aria-label={strings.back}>
          ←
        </a>
        <div class="conversation-who">
          <h1>{name}</h1>
          <p class="soft">
            <span class={`holder is-${holds(state) ? "mine" : opened.holder.split(":")[0]}`}>
              {holderText(opened, holds(state), strings)}
            </span>
            {opened.language && <span>{strings.languages[opened.language] ?? opened.language}</span>}
            {others.length > 0 && <span>{strings.viewers(others.map((one) => one.name).join(", "))}</span>}
          </p>
        </div>
        <button type="button" class="plain side-toggle" onClick={toggleSide}>
          {strings.sidePanel}
        </button>
        <Moods moods={moodsOf(opened)} />
        <Actions opened={opened} ask={setAsked} />
      </header>
      {opened.view && <Summary view={opened.view} />}
      <Transcript opened={opened} />
      <Composer key={opened.id} opened={opened} />
      {asked === "takeOver" && <TakeOver opened={opened} close={done("takeOver")} />}
      {asked === "transfer" && <Transfer id={opened.id} close={done("transfer")} />}
      {(asked === "handBack" || asked === "close") && <LetGo id={opened.id} way={asked} close={done(asked)} />}
    </section>
  );
}

function holderText(opened: Opened, isMine: boolean, strings: Strings): string {
  if (opened.closed) return strings.settled;
  if (isMine) return strings.holder.you;
  if (opened.holder === "queue") return strings.holder.queue;
  if (agentOf(opened.holder)) return strings.holder.other(opened.holderName ?? strings.agent);
  return strings.holder.bot;
}

function Actions({ opened, ask }: { opened: Opened; ask(asked: Asked): void }) {
  const { desk, state, strings } = useDesk();
  if (!opened.view || opened.closed) return null;
  if (holds(state))
    return (
      <div class="actions">
        <button type="button" class="button" data-key="t" onClick={() => ask("transfer")}>
          {strings.transfer}
        </button>
        <button type="button" class="button" data-key="b" onClick={() => ask("handBack")}>
          {strings.handBack}
        </button>
        <button type="button" class="button is-strong" data-key="e" onClick={() => ask("close")}>
          {strings.close}
        </button>
      </div>
    );
  const other = agentOf(opened.holder);
  const take = (): void => (other ? ask("takeOver") : void desk.take(opened.id));
  return (
    <div class="actions">
      <button type="button" class="button is-strong" data-key="g" onClick={take}>
        {other ? strings.takeOver : strings.take}
      </button>
    </div>
  );
}
