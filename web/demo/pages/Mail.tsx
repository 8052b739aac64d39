import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { localeOf } from "../../shared/format";
import { useWords } from "../context";
import { usePolled, useVisitor } from "../visitor";
import { Note } from "./Missing";

export interface MailItem {
  id: number;
  to: string;
  kind: string;
  language: string;
  subject: string;
  text: string;
  created: string;
}

export function Mail({ seen }: { seen: (count: number) => void }) {
  const { strings } = useWords();
  const { demo } = useVisitor();
  const found = usePolled<{ mails: MailItem[] }>("/api/demo/mails");
  const count = demo?.mails ?? 0;
  useEffect(() => seen(count), [count]);
  useEffect(() => {
    document.title = `${strings.mail} · Larkfield`;
  }, [strings]);
  if (!found) return <Note text={strings.mailMissing} />;
  return (
    <div class="wide mails">
      <h1>{strings.mail}</h1>
      <p class="mails-note">{strings.mailNote}</p>
      <p class="mails-count" role="status">
        {strings.mailCount(found.mails.length)}
      </p>
      <ol>
        {found.mails.map((mail) => (
          <li key={mail.id}>
            <Letter mail={mail} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function Letter({ mail }: { mail: MailItem }) {
  const { language, strings } = useWords();
  const time = new Intl.DateTimeFormat(localeOf(language), { dateStyle: "medium", timeStyle: "short" });
  const title = `mail-${mail.id}`;
  return (
    <article class="letter" aria-labelledby={title}>
      <header>
        <h2 id={title} lang={mail.language === "zh" ? "zh-CN" : mail.language}>
          {mail.subject}
        </h2>
        <p>
          {strings.mailTo} <bdi>{mail.to}</bdi> ·{" "}
          <time dateTime={mail.created}>{time.format(new Date(mail.created))}</time>
        </p>
      </header>
      <div class="letter-text" lang={mail.language === "zh" ? "zh-CN" : mail.language}>
        {marked(mail.text, mail.kind)}
      </div>
    </article>
  );
}

const MARKS = /(https?:\/\/[^\s]+|\/documents\/[^\s]+\.pdf|\b\d{6}\b)/;

/** A mail's plain text with its links to follow, and of a mail with a code that code to be seen. */
export function marked(text: string, kind: string): ComponentChildren {
  return text.split(MARKS).map((part, index) => {
    if (index % 2 === 0) return part;
    if (/^\d/.test(part)) return kind === "code" ? <strong key={index}>{part}</strong> : part;
    return (
      <a key={index} href={part} target="_blank" rel="noopener noreferrer">
        {part}
      </a>
    );
  });
}
