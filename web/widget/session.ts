import type { Choice, Language, NoticeRow, Row } from "../shared/contract";
import { createStore, type Store } from "../shared/store";
import type { Connect, Connection, JoinAnswer, JoinRequest, Rating, Refusal } from "./connection";
import { newId, newOutgoing } from "./outgoing";
import { Photos, type Proof } from "./photos";
import { type Event, initial, next, type Outgoing, type State, toSend } from "./state";
import type { Memory } from "./storage";

export interface Page {
  identity: string | null;
  product: string | null;
}

const JOIN_AGAIN_MS = 3_000;
const TRIES = 3;
/** Refusals that a second try of the same message can mend; the others come back the same however often it is sent. */
const PASSING = new Set(["server_error", "not_joined", "closed"]);
/** Refusals that a join mends; where the conversation is closed, it gives a new one. */
const NEEDS_JOIN = new Set(["not_joined", "closed"]);

/** One conversation as one page sees it: turns what the shopper does and what the wire says into events of the state. */
export class Session {
  readonly store: Store<State, Event>;
  readonly photos: Photos;
  private readonly connection: Connection;
  private readonly tries = new Map<string, number>();
  private page: Page = { identity: null, product: null };
  private epoch: string | null = null;
  private started = false;
  private pumping = false;
  private joining: Promise<void> | null = null;
  private joinAgain = false;
  /** The language that the shopper chose, until the service has it. */
  private chosen: Language | null = null;
  private rejoin: ReturnType<typeof setTimeout> | undefined;
  private unwatch: () => void = () => undefined;

  constructor(
    server: string,
    language: Language,
    private readonly memory: Memory,
    connect: Connect,
  ) {
    this.store = createStore(initial(memory.language() ?? language), next);
    this.photos = new Photos(server, this.store);
    this.connection = connect(server, {
      connected: () => void this.join(),
      lost: () => {
        this.store.dispatch({ type: "lost" });
        this.photos.interrupt();
      },
      message: (row) => this.store.dispatch({ type: "row", row }),
      typing: (author, on) => this.store.dispatch({ type: "typing", author, on }),
      state: (language, holder) => this.store.dispatch({ type: "state", language, holder }),
      place: (place) => this.store.dispatch({ type: "place", place }),
      seen: (seq) => this.store.dispatch({ type: "seen", seq }),
    });
    this.restore();
    this.store.subscribe((state, before) => this.remember(state, before));
  }

  /** Connects at once if there is a conversation to go on with; a new one begins only when the shopper opens the chat. */
  resume(): void {
    if (this.memory.saved()) this.start();
    this.unwatch = this.memory.watch(() => this.otherTab());
  }

  start(): void {
    if (this.started) return;
    this.started = true;
    this.store.dispatch({ type: "connecting" });
    this.connection.start();
  }

  stop(): void {
    this.started = false;
    clearTimeout(this.rejoin);
    this.unwatch();
    this.connection.stop();
  }

  /** The page moved on: the bot may know which product is in front of the shopper, and who the shopper is. */
  setPage(page: Page): void {
    const same = page.identity === this.page.identity && page.product === this.page.product;
    this.page = page;
    if (!same && (this.joining || this.store.get().connection === "online")) void this.join();
  }

  say(text: string): void {
    this.queue(text, null);
  }

  choose(choice: Choice): void {
    this.queue(choice.title, choice.payload);
  }

  /** Sends the photographs in the message box. */
  sendAttached(): void {
    this.photos.queueAttached();
    this.start();
    void this.pump();
  }

  /** An address that draws a photograph of this conversation; rejects where there is none. */
  async picture(path: string): Promise<string> {
    return this.photos.show(path, this.proof);
  }

  /** Gives the stars; the code of a refusal, or null. */
  async rate(asked: NoticeRow, rating: Rating): Promise<string | null> {
    try {
      const answer = await this.connection.rate(rating);
      if (!answer.ok) return answer.error.code;
    } catch {
      return "no_answer";
    }
    this.store.dispatch({ type: "rated", seqs: [asked.seq] });
    if (this.epoch) this.memory.saveRated(this.epoch, this.store.get().rated);
    return null;
  }

  retry(clientId: string): void {
    this.tries.delete(clientId);
    this.store.dispatch({ type: "requeued", clientId });
    void this.pump();
  }

  discard(clientId: string): void {
    this.memory.forget(clientId);
    const outgoing = this.store.get().outbox.find((one) => one.clientId === clientId);
    if (outgoing) this.photos.discard(outgoing);
    this.store.dispatch({ type: "discarded", clientId });
  }

  typing(on: boolean): void {
    this.connection.typing(on);
  }

  setLanguage(language: Language): void {
    this.chosen = language;
    this.store.dispatch({ type: "language", language });
    // Without a line it waits for the join.
    if (this.store.get().connection === "online") void this.tellLanguage(language);
  }

  async renew(): Promise<void> {
    try {
      const answer = await this.connection.fresh(this.store.get().language);
      if (!answer.ok) return this.store.dispatch({ type: "problem", code: answer.error.code });
      for (const one of this.store.get().outbox) this.discard(one.clientId);
      this.enter({ ...answer, fresh: true }, true);
      void this.join(); // for rows that came between the old conversation's end and the answer
    } catch {
      this.store.dispatch({ type: "problem", code: "no_answer" });
    } finally {
      this.store.dispatch({ type: "confirming", on: false });
    }
  }

  private async tellLanguage(language: Language): Promise<void> {
    try {
      const answer = await this.connection.language(language);
      if (this.chosen === language) this.chosen = null;
      if (answer.ok) return;
      this.store.dispatch({ type: "problem", code: answer.error.code });
      if (NEEDS_JOIN.has(answer.error.code)) void this.join();
    } catch {
      // Still chosen: the next join tells it.
      this.store.dispatch({ type: "problem", code: "no_answer" });
    }
  }

  private queue(text: string, choice: string | null): void {
    const outgoing = newOutgoing(text, choice);
    this.memory.keep(outgoing);
    this.store.dispatch({ type: "queued", outgoing });
    this.start();
    void this.pump();
  }

  /** One join at a time; asked for again meanwhile (a new line, another page), it is done again afterwards. */
  private join(): Promise<void> {
    this.joinAgain = this.joining !== null;
    this.joining ??= this.joinUntilDone().finally(() => {
      this.joining = null;
    });
    return this.joining;
  }

  private async joinUntilDone(): Promise<void> {
    do {
      this.joinAgain = false;
      await this.joinOnce();
    } while (this.joinAgain);
  }

  private async joinOnce(): Promise<void> {
    clearTimeout(this.rejoin);
    const request = this.joinRequest();
    const epoch = this.memory.saved()?.epoch;
    try {
      const answer = await this.connection.join(request);
      // Another tab was faster with a new conversation: follow it, so that both show the same one.
      if (epoch !== this.memory.saved()?.epoch) return this.otherTab();
      if (answer.ok) return this.enter(answer, (request.since ?? 0) > 0);
      this.store.dispatch({ type: "refused", code: answer.error.code });
    } catch {
      // The line dropped, or nobody answered: the next connect, or the timer, asks again.
    }
    if (this.started) this.rejoin = setTimeout(() => void this.join(), JOIN_AGAIN_MS);
  }

  private joinRequest(): JoinRequest {
    const { language, synced } = this.store.get();
    const token = this.memory.saved()?.token;
    const request: JoinRequest = token ? { token, since: synced, language } : { language };
    if (this.page.identity) request.identity = this.page.identity;
    if (this.page.product) request.page = { product_id: this.page.product };
    return request;
  }

  /** `hadRows`: a fresh conversation then starts from nothing; otherwise rows that are here already belong to it. */
  private enter(answer: JoinAnswer, hadRows: boolean): void {
    const saved = this.memory.saved();
    const fresh = answer.fresh === true || saved === null;
    this.epoch = fresh ? newId() : saved.epoch;
    this.memory.save({ token: answer.token, epoch: this.epoch });
    const { messages: rows, holder, typing } = answer;
    if (this.chosen === answer.language) this.chosen = null;
    const language = this.chosen ?? answer.language;
    const place = answer.queue ?? null;
    this.store.dispatch({ type: "joined", rows, language, holder, typing, place, fresh: fresh && hadRows });
    if (answer.read) this.store.dispatch({ type: "seen", seq: answer.read });
    if (this.chosen) void this.tellLanguage(this.chosen);
    void this.pump();
  }

  /** Sends what waits, one at a time and in order, until nothing does or the line is gone. */
  private async pump(): Promise<void> {
    if (this.pumping) return;
    this.pumping = true;
    for (let one = toSend(this.store.get()); one; one = toSend(this.store.get())) await this.deliver(one);
    this.pumping = false;
  }

  private async deliver(outgoing: Outgoing): Promise<void> {
    const { clientId, text, choice, photo } = outgoing;
    this.store.dispatch({ type: "sending", clientId });
    try {
      const said = choice === null ? { client_id: clientId, text } : { client_id: clientId, choice };
      const answer = await (photo
        ? this.photos.send(clientId, this.connection, this.proof)
        : this.connection.say(said));
      if (answer.ok) return this.arrived(outgoing, answer.message);
      await this.refused(outgoing, answer);
    } catch {
      this.again(clientId, "no_answer");
    }
  }

  private arrived(outgoing: Outgoing, row: Row): void {
    this.photos.sent(outgoing, row);
    this.store.dispatch({ type: "sent", row, clientId: outgoing.clientId });
  }

  private get proof(): Proof {
    return { token: this.memory.saved()?.token ?? "", identity: this.page.identity };
  }

  private async refused({ clientId }: Outgoing, { error }: Refusal): Promise<void> {
    if (!PASSING.has(error.code)) return this.store.dispatch({ type: "failed", clientId, code: error.code });
    if (NEEDS_JOIN.has(error.code)) await this.join();
    this.again(clientId, error.code);
  }

  /** Another try, unless it had enough of them. While the line is down a message only waits: that is no failed try. */
  private again(clientId: string, code: string): void {
    const tries = (this.tries.get(clientId) ?? 0) + 1;
    const online = this.store.get().connection === "online";
    if (online) this.tries.set(clientId, tries);
    const enough = online && tries >= TRIES;
    this.store.dispatch(enough ? { type: "failed", clientId, code } : { type: "requeued", clientId });
  }

  private remember(state: State, before: State): void {
    const saved = this.memory.saved();
    if (saved && state.readTo !== before.readTo && state.readTo > 0) {
      this.memory.saveReadTo(saved.epoch, state.readTo);
      if (state.open && state.visible && state.connection === "online") this.connection.read(state.readTo);
    }
    if (state.language !== before.language) this.memory.saveLanguage(state.language);
    if (state.open !== before.open || state.draft !== before.draft) this.memory.saveTab(state);
    for (const one of before.outbox) {
      if (!state.outbox.some((left) => left.clientId === one.clientId)) this.memory.forget(one.clientId);
    }
  }

  /** What this device still knows from before the page was loaded. */
  private restore(): void {
    const { open, draft } = this.memory.tab();
    const saved = this.memory.saved();
    this.epoch = saved?.epoch ?? null;
    if (saved) {
      this.store.dispatch({ type: "read", seq: this.memory.readTo(saved.epoch) });
      this.store.dispatch({ type: "rated", seqs: this.memory.rated(saved.epoch) });
    }
    if (draft) this.store.dispatch({ type: "draft", text: draft });
    if (open && saved) this.store.dispatch({ type: "opened" });
    for (const outgoing of this.memory.outbox()) this.store.dispatch({ type: "queued", outgoing });
  }

  private otherTab(): void {
    const saved = this.memory.saved();
    if (!saved) return;
    if (saved.epoch === this.epoch) {
      this.store.dispatch({ type: "read", seq: this.memory.readTo(saved.epoch) });
      this.store.dispatch({ type: "rated", seqs: this.memory.rated(saved.epoch) });
      return;
    }
    this.epoch = saved.epoch;
    // A new line, so that no row of the old conversation can arrive among the new one's.
    this.connection.stop();
    this.store.dispatch({ type: "renewed" });
    this.started = false;
    this.start();
  }
}
