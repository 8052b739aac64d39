import { useEffect, useState } from "preact/hooks";
import { localeOf } from "../../shared/format";
import { call } from "../../shared/staff/call";
import { Dialog } from "../../shared/staff/Dialog";
import { useDesk } from "../context";
import { Foot } from "../dialogs/Foot";
import { conversationPath } from "../route";
import { Mood } from "../screens/List";
import { refusalText } from "../strings";

interface Ticket {
  id: number;
  name: string;
  conversation_id: string;
  email: string | null;
  customer_name: string | null;
  language: string;
  priority: number;
  reason: string;
  skill: string;
  mood: number | null;
  asked: string;
  created: string;
}

/** What came while nobody was there: read in the conversation, answered by mail. */
export function Tickets() {
  const { desk, strings, language } = useDesk();
  const [tickets, setTickets] = useState<Ticket[] | null>(null);
  const [answered, setAnswered] = useState<Ticket | null>(null);
  const load = (): Promise<boolean> =>
    desk.trying(async () => setTickets((await call<{ tickets: Ticket[] }>("GET", "/api/desk/tickets")).tickets));
  useEffect(() => void load(), [desk]);
  return (
    <main class="page">
      <h1>{strings.pages.tickets}</h1>
      {tickets?.length === 0 && <p class="soft">{strings.tickets.none}</p>}
      {tickets?.map((ticket) => (
        <article key={ticket.id} class="card">
          <div class="page-head">
            <h2>
              {ticket.name} · {ticket.customer_name ?? strings.anonymous}
            </h2>
            <span class="tags">
              {ticket.priority <= 2 && (
                <span class={`tag is-priority-${ticket.priority}`}>{strings.priority[ticket.priority]}</span>
              )}
              <span class="tag">{strings.reasons[ticket.reason] ?? ticket.reason}</span>
              <span class="tag">{strings.skills[ticket.skill] ?? ticket.skill}</span>
              <span class="tag">{strings.languages[ticket.language] ?? ticket.language}</span>
              <Mood value={ticket.mood} />
            </span>
          </div>
          <p dir="auto">{ticket.asked}</p>
          <p class="soft">
            {new Date(ticket.created).toLocaleString(localeOf(language))} · {ticket.email ?? strings.tickets.noAddress}
          </p>
          <p class="actions">
            <a class="button" href={conversationPath(ticket.conversation_id)}>
              {strings.transcript}
            </a>
            <button
              type="button"
              class="button is-strong"
              disabled={ticket.email === null}
              onClick={() => setAnswered(ticket)}
            >
              {strings.tickets.answer}
            </button>
          </p>
        </article>
      ))}
      {answered && (
        <Answer
          ticket={answered}
          close={() => setAnswered(null)}
          sent={() => {
            setAnswered(null);
            void load();
          }}
        />
      )}
    </main>
  );
}

function Answer({ ticket, close, sent }: { ticket: Ticket; close(): void; sent(): void }) {
  const { strings } = useDesk();
  const [problem, setProblem] = useState<string | null>(null);
  async function send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget as HTMLFormElement).get("text"));
    try {
      await call("POST", `/api/desk/conversations/${ticket.conversation_id}/tickets/${ticket.id}`, { text });
      sent();
    } catch (error) {
      setProblem(refusalText(error, strings));
    }
  }
  return (
    <Dialog title={`${ticket.name}: ${ticket.email}`} close={close}>
      <form onSubmit={(event) => void send(event)}>
        <p class="soft" dir="auto">
          {ticket.asked}
        </p>
        <label class="field">
          <span>{strings.answer}</span>
          <textarea name="text" rows={8} required maxLength={2000} lang={ticket.language} spellcheck />
        </label>
        <p class="soft">{strings.tickets.frame}</p>
        <Foot does={strings.tickets.send} close={close} problem={problem} />
      </form>
    </Dialog>
  );
}
