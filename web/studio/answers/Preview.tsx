import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { isLanguage, type Language, type Row } from "../../shared/contract";
import { call } from "../../shared/staff/call";
import tokens from "../../shared/tokens.css?inline";
import type { Connection, Listener } from "../../widget/connection";
import { ChatContext } from "../../widget/screens/context";
import { Log } from "../../widget/screens/Log";
import { Session } from "../../widget/session";
import { memory, shelfOf } from "../../widget/storage";
import { STRINGS } from "../../widget/strings";
import base from "../../widget/styles/base.css?inline";
import cards from "../../widget/styles/cards.css?inline";
import extras from "../../widget/styles/extras.css?inline";
import log from "../../widget/styles/log.css?inline";
import panel from "../../widget/styles/panel.css?inline";
import { useStrings, useStudio } from "../context";
import type { Fields, Kind } from "./contract";
import { previewed } from "./fields";
import { ANSWERS } from "./strings";

const SOON_MS = 300;

type Said = Pick<Row, "kind" | "body">;

/** The answer as a shopper will see it: the widget's own log in a shadow root of its own, told by the service's rows. */
export function Preview({ kind, fields, language }: { kind: Kind; fields: Fields; language: string }) {
  const { studio } = useStudio();
  const words = useStrings(ANSWERS);
  const place = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState<Said[]>([]);
  const rows = previewed(kind, fields);
  const asked = kind === "faq" ? (fields.question ?? "") : "";
  const wanted = JSON.stringify(rows);

  useEffect(() => {
    const shown = rows.filter(({ text }) => text.trim());
    if (shown.length === 0) return setSaid([]);
    const timer = setTimeout(() => {
      call<{ rows: Said[] }>("POST", "/api/studio/answers/preview", { rows: shown }).then(
        (found) => setSaid(found.rows),
        (error) => studio.refused(error),
      );
    }, SOON_MS);
    return () => clearTimeout(timer);
  }, [wanted]);

  useEffect(() => {
    const host = place.current;
    if (!host) return;
    const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [tokens, base, panel, log, cards, extras].map(sheet);
    const spoken: Language = isLanguage(language) ? language : "en";
    const session = new Session(
      location.origin,
      spoken,
      nothing(),
      (_, listener) => new Line(listener, spoken, asked, said),
    );
    const draw = (): void => {
      const chat = {
        session,
        state: session.store.get(),
        strings: STRINGS[spoken],
        server: location.origin,
        title: "",
      };
      render(
        <ChatContext.Provider value={chat}>
          <Log />
        </ChatContext.Provider>,
        root,
      );
    };
    const unhook = session.store.subscribe(draw);
    draw();
    session.start();
    return () => {
      unhook();
      session.stop();
      render(null, root);
    };
  }, [said, asked, language]);

  return (
    <figure class="answers-preview">
      <figcaption>{words.preview}</figcaption>
      <div class="answers-preview-widget" ref={place} lang={language} />
    </figure>
  );
}

function sheet(text: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}

/** Kept nowhere: what is tried here is no conversation. */
function nothing() {
  const shelf = shelfOf(() => {
    throw new Error("a preview keeps nothing");
  });
  return memory("preview", shelf, shelf);
}

/** A line to nobody: it brings the rows, and shows a button that is clicked as the shopper's message. */
class Line implements Connection {
  private seq = 0;
  private readonly rows: Row[];

  constructor(
    private readonly listener: Listener,
    private readonly spoken: Language,
    asked: string,
    said: readonly Said[],
  ) {
    const question: Row[] = asked ? [this.row("shopper", { kind: "text", body: { text: asked } })] : [];
    this.rows = [...question, ...said.map((one) => this.row("bot", one))];
  }
  start(): void {
    queueMicrotask(() => this.listener.connected());
  }
  stop(): void {}
  async join() {
    const { spoken: language, rows: messages } = this;
    return { ok: true as const, token: "preview", language, holder: "bot", messages, typing: false };
  }
  fresh() {
    return this.join();
  }
  async say(request: { client_id: string; text?: string; choice?: string }) {
    const chosen = this.rows.flatMap((row) => (row.kind === "choices" ? row.body.choices : []));
    const text = request.text ?? chosen.find(({ payload }) => payload === request.choice)?.title ?? "";
    return {
      ok: true as const,
      message: { ...this.row("shopper", { kind: "text", body: { text } }), client_id: request.client_id },
    };
  }
  async photo() {
    return { ok: false as const, error: { code: "not_a_photo", message: "" } };
  }
  async rate() {
    return { ok: true as const };
  }
  async language(language: Language) {
    return { ok: true as const, language };
  }
  read(): void {}
  typing(): void {}

  private row(author: Row["author"], said: Said): Row {
    this.seq += 1;
    return { seq: this.seq, author, client_id: null, created: new Date().toISOString(), ...said } as Row;
  }
}
