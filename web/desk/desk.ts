/** One open desk: turns what the agent does and what the wire says into events of the state. */

import { Refused } from "../shared/staff/call";
import { createStore, type Store } from "../shared/store";
import { api, type LetGo } from "./api";
import type { Me, Presence, View } from "./contract";
import * as drafts from "./drafts";
import { connect, type Live } from "./live";
import { type Event, initial, isLive, next, type State } from "./state";

const TYPING_EVERY_MS = 2_500;
/** Who has stopped for so long is not typing, wherever the cursor is. */
const TYPED_AFTER_MS = 4_000;
const TRIES = 4;
const STOPPED_TYPING_MS = 8_000;

export class Desk {
  readonly store: Store<State, Event> = createStore(initial, next);
  private readonly live: Live;
  private typedAt = 0;
  private idle: ReturnType<typeof setTimeout> | undefined;
  private readSeq = 0;
  private readsEarlier = false;
  private typingEnds: ReturnType<typeof setTimeout> | undefined;

  constructor(connectLive: typeof connect = connect) {
    this.live = connectLive((event) => {
      this.store.dispatch(event);
      if (event.type === "online") void this.catchUp();
      if (event.type === "typing" && event.author !== "bot") this.expectsToEnd(event.id, event.author, event.on);
      if (event.type === "holder" && event.id === this.store.get().opened?.id) void this.review();
      if (event.type === "lost" && event.id === this.store.get().opened?.id) void this.reload();
    });
    this.store.subscribe((state, before) => {
      if (state.me && !before.me) this.live.start();
      if (!state.me && before.me) {
        this.live.stop();
        drafts.forgetAll();
      }
    });
  }

  /** Finds out whether somebody is logged in. */
  async begin(): Promise<void> {
    try {
      this.signedIn(await api.me());
    } catch (error) {
      this.store.dispatch({ type: "me", me: null });
      if (!(error instanceof Refused) || error.status !== 401) this.refused(error);
    }
  }

  signedIn(me: Me): void {
    this.store.dispatch({ type: "me", me });
  }

  async logOut(): Promise<void> {
    await this.trying(async () => {
      await api.logOut();
      this.store.dispatch({ type: "signed_out" });
    });
  }

  async setPresence(presence: Presence): Promise<void> {
    const me = this.store.get().me;
    if (!me) return;
    await this.trying(async () => {
      await api.setPresence(presence);
      this.store.dispatch({ type: "me", me: { ...me, presence } });
    });
  }

  /** Shows a view's list, reading it where it is not kept up to date. */
  async show(view: View): Promise<void> {
    this.store.dispatch({ type: "view", view });
    await this.list();
  }

  async search(asked: string): Promise<void> {
    this.store.dispatch({ type: "search", asked });
    if (asked || !isLive(this.store.get().view)) await this.list();
  }

  async list(from = 0): Promise<void> {
    const { view, asked } = this.store.get();
    await this.trying(async () => {
      const { items, counts } = await api.queue(view, from, asked);
      if (this.store.get().asked === asked) this.store.dispatch({ type: "listed", view, items, from, counts });
    });
  }

  async open(id: string | null): Promise<void> {
    if (id === (this.store.get().opened?.id ?? null)) return;
    this.store.dispatch({ type: "open", id });
    this.readSeq = 0;
    this.typedAt = 0;
    if (!id) this.live.unwatch();
    else await this.reload();
  }

  /** Reads the open conversation, and watches it from its last row on. */
  async reload(): Promise<void> {
    const id = this.store.get().opened?.id;
    if (!id) return;
    try {
      this.store.dispatch({ type: "conversation", view: await api.conversation(id) });
    } catch (error) {
      if (error instanceof Refused && error.status === 404) this.store.dispatch({ type: "missing", id });
      else this.refused(error);
      return;
    }
    await this.watch(id);
  }

  /** Who had it, what is open: read anew when it changes hands. */
  private async review(): Promise<void> {
    const id = this.store.get().opened?.id;
    if (id)
      await this.trying(async () => this.store.dispatch({ type: "conversation", view: await api.conversation(id) }));
  }

  async earlier(): Promise<void> {
    const opened = this.store.get().opened;
    const first = opened?.rows[0];
    if (!opened?.more || !first || this.readsEarlier) return;
    this.readsEarlier = true;
    await this.trying(async () => {
      this.store.dispatch({ type: "earlier", id: opened.id, ...(await api.earlier(opened.id, first.seq)) });
    });
    this.readsEarlier = false;
  }

  /** Sends an answer or a note, once however often the line fails. */
  async send(id: string, text: string, isNote: boolean, clientId: string = crypto.randomUUID()): Promise<void> {
    const send = isNote ? api.note : api.say;
    this.store.dispatch({ type: "send", id, outgoing: { clientId, text, isNote, status: "sending", error: null } });
    for (let tries = 1; ; tries++) {
      try {
        const { message } = await send(id, clientId, text);
        this.store.dispatch({ type: "row", id, row: message });
        return;
      } catch (error) {
        const code = error instanceof Refused ? error.code : "server_error";
        const passing = code === "no_answer" || code === "server_error";
        if (passing && tries < TRIES) await pause(500 * 2 ** tries);
        else {
          this.store.dispatch({ type: "failed", id, clientId, error: code });
          return;
        }
      }
    }
  }

  discard(id: string, clientId: string): void {
    this.store.dispatch({ type: "discard", id, clientId });
  }

  async sendPhoto(id: string, picture: Blob): Promise<void> {
    await this.trying(async () => {
      const { message } = await api.photo(id, crypto.randomUUID(), picture);
      this.store.dispatch({ type: "row", id, row: message });
    });
  }

  /** Who takes one is there: an agent that was away would lose it again at once. */
  take = (id: string, over?: string): Promise<boolean> =>
    this.moving(id, async () => {
      if (this.store.get().me?.presence === "away") await this.setPresence("busy");
      await api.take(id, over);
    });
  transfer = (id: string, to: { staff?: string; skill?: string }, note: string): Promise<boolean> =>
    this.moving(id, () => api.transfer(id, to, note));
  handBack = (id: string, letGo: LetGo): Promise<boolean> => this.moving(id, () => api.handBack(id, letGo));
  close = (id: string, letGo: LetGo): Promise<boolean> => this.moving(id, () => api.close(id, letGo));

  /** Said a few times a minute at most. */
  typing(): void {
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.typed(), TYPED_AFTER_MS);
    if (Date.now() - this.typedAt < TYPING_EVERY_MS) return;
    this.typedAt = Date.now();
    this.live.typing(true);
  }

  typed(): void {
    clearTimeout(this.idle);
    if (this.typedAt === 0) return;
    this.typedAt = 0;
    this.live.typing(false);
  }

  /** Everything up to this row was in front of the agent. */
  read(seq: number): void {
    if (seq <= this.readSeq) return;
    this.readSeq = seq;
    this.live.read(seq);
  }

  /** A tab that may have slept: connects again where the line is gone, and asks what came where it is not. */
  wake(): void {
    const { connection, me } = this.store.get();
    if (!me) return;
    if (connection === "online") void this.catchUp();
    else this.live.start();
  }

  toast(text: string): void {
    this.store.dispatch({ type: "toast", text });
  }

  /** Does it, and says so where it is refused; whether it was done. */
  async trying(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.refused(error);
      return false;
    }
  }

  /** A shopper whose tab has gone says no more that it stopped typing. */
  private expectsToEnd(id: string, author: string, on: boolean): void {
    clearTimeout(this.typingEnds);
    if (!on) return;
    this.typingEnds = setTimeout(
      () => this.store.dispatch({ type: "typing", id, author, name: null, on: false }),
      STOPPED_TYPING_MS,
    );
  }

  private async moving(id: string, work: () => Promise<unknown>): Promise<boolean> {
    return this.trying(async () => {
      await work();
      if (this.store.get().opened?.id === id) await this.reload();
    });
  }

  /** After every new connection: the lists anew, and what the open conversation has missed. */
  private async catchUp(): Promise<void> {
    await this.trying(async () => {
      const [mine, waiting, staff] = await Promise.all([api.queue("mine", 0), api.queue("waiting", 0), api.staff()]);
      this.store.dispatch({ type: "staff", colleagues: staff.staff, skills: staff.skills });
      this.store.dispatch({ type: "listed", view: "mine", items: mine.items, from: 0 });
      this.store.dispatch({ type: "listed", view: "waiting", items: waiting.items, from: 0, counts: waiting.counts });
    });
    const { view, opened } = this.store.get();
    if (view !== "mine" && view !== "waiting") await this.list();
    if (opened?.view) await this.reload();
  }

  private async watch(id: string): Promise<void> {
    const since = this.store.get().opened?.rows.at(-1)?.seq ?? 0;
    try {
      this.store.dispatch({ type: "watched", id, watched: await this.live.watch(id, since) });
    } catch {
      // the line has gone: the next connection watches again
    }
  }

  private refused(error: unknown): void {
    if (error instanceof Refused && error.code === "not_signed_in") this.store.dispatch({ type: "signed_out" });
    else this.toast(error instanceof Refused ? error.message || error.code : "server_error");
  }
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
