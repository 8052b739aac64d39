import { render } from "preact";
import { isLanguage, type Language } from "../shared/contract";
import tokens from "../shared/tokens.css?inline";
import { connect } from "./connection";
import { scriptOrigin } from "./origin";
import { App } from "./screens/App";
import { Session } from "./session";
import { memory, shelfOf } from "./storage";
import base from "./styles/base.css?inline";
import cards from "./styles/cards.css?inline";
import extras from "./styles/extras.css?inline";
import log from "./styles/log.css?inline";
import panel from "./styles/panel.css?inline";

export const TAG = "aisle-chat";

/**
 * `<aisle-chat language="en" theme="auto" product="…" identity="JWT" server="https://…">`
 *
 * A page may style it with `--aisle-accent`, `--aisle-on-accent`, `--aisle-title`, put its own mark into
 * `<svg slot="logo">`, open it with `open({ draft })`, and hears `aisle-open`, `aisle-close` and `aisle-language`.
 */
export class AisleChat extends HTMLElement {
  static readonly observedAttributes = ["language", "identity", "product"];
  private session: Session | null = null;
  private suggested = "";
  private unhook: () => void = () => undefined;

  connectedCallback(): void {
    registerRem();
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [tokens, base, panel, log, cards, extras].map(sheet);
    const server = new URL(this.getAttribute("server") ?? scriptOrigin, location.href).origin;
    const stored = memory(
      server,
      shelfOf(() => localStorage),
      shelfOf(() => sessionStorage),
    );
    const session = new Session(server, this.language, stored, connect);
    this.session = session;
    session.setPage(this.page);
    this.unhook = this.listen(session);
    render(<App session={session} server={server} title={() => this.cssTitle} />, root);
    session.resume();
  }

  disconnectedCallback(): void {
    this.session?.stop();
    this.session = null;
    this.unhook();
    if (this.shadowRoot) render(null, this.shadowRoot);
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (!this.session || before === after) return;
    if (name === "language") this.session.setLanguage(this.language);
    else this.session.setPage(this.page);
  }

  /** Opens the chat; `draft` is put into the message box to be sent or changed, unless the shopper wrote something. */
  open({ draft }: { draft?: string } = {}): void {
    const store = this.session?.store;
    if (!store) return;
    const typed = store.get().draft;
    if (draft && (typed === "" || typed === this.suggested)) {
      this.suggested = draft;
      store.dispatch({ type: "draft", text: draft });
    }
    store.dispatch({ type: "opened" });
    if (draft) requestAnimationFrame(() => this.shadowRoot?.querySelector("textarea")?.focus());
  }

  close(): void {
    this.session?.store.dispatch({ type: "closed" });
  }

  private get language(): Language {
    const asked = this.getAttribute("language") ?? navigator.language.slice(0, 2);
    return isLanguage(asked) ? asked : "en";
  }

  private get page() {
    return { identity: this.getAttribute("identity"), product: this.getAttribute("product") };
  }

  private get cssTitle(): string | null {
    const set = getComputedStyle(this).getPropertyValue("--aisle-title").trim();
    return set.replace(/^(["'])(.*)\1$/, "$2") || null;
  }

  private listen(session: Session): () => void {
    const looked = (): void => session.store.dispatch({ type: "visibility", visible: !document.hidden });
    document.addEventListener("visibilitychange", looked);
    looked();
    const unsubscribe = session.store.subscribe((state, before) => {
      if (state.open !== before.open) this.tell(state.open ? "aisle-open" : "aisle-close", null);
      if (state.open && !before.open) session.start();
      if (state.language !== before.language) this.tell("aisle-language", state.language);
    });
    return () => {
      document.removeEventListener("visibilitychange", looked);
      unsubscribe();
    };
  }

  private tell(name: string, detail: string | null): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

function sheet(text: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}

/**
 * Makes `--rem` a real length, so that `--rem: 1em` on the host means the reader's own text size everywhere below it.
 * Plain rem would follow the page, and many shops set `html { font-size: 62.5% }`.
 */
function registerRem(): void {
  try {
    CSS.registerProperty({ name: "--aisle-rem", syntax: "<length>", inherits: true, initialValue: "16px" });
  } catch {
    // Registered by an earlier copy of this script.
  }
}
