import type { Language, Row } from "../shared/contract";
import type {
  Connection,
  JoinAnswer,
  JoinRequest,
  Listener,
  PhotoRequest,
  Rating,
  Refusal,
  SayRequest,
} from "./connection";

export const PHOTO_PATH = `/api/photos/${"0".repeat(32)}`;

/** A service with one conversation log a token, and a line that a test can cut. */
export class Service {
  readonly logs = new Map<string, Row[]>();
  readonly joins: JoinRequest[] = [];
  readonly said: SayRequest[] = [];
  readonly photos: PhotoRequest[] = [];
  readonly ratings: Rating[] = [];
  /** What lets held uploads go on; they wait while `holdsUploads`. */
  readonly uploads: (() => void)[] = [];
  holdsUploads = false;
  readonly languages = new Map<string, Language>();
  readonly closed = new Set<string>();
  refusal: string | null = null;
  /** The message is written down, but its answer is lost with the line. */
  cutsAfterSaying = false;
  /** The line drops before the service has heard of the other language. */
  cutsBeforeSwitching = false;
  switches = 0;

  begin(language: Language = "en"): string {
    const token = `token-${this.logs.size + 1}`;
    this.languages.set(token, language);
    this.logs.set(token, []);
    this.append(token, "bot", "Hello", null);
    return token;
  }

  append(token: string, author: Row["author"], text: string, client_id: string | null): Row {
    const log = this.logs.get(token) ?? [];
    const row: Row = {
      seq: log.length + 1,
      author,
      kind: "text",
      body: { text },
      client_id,
      created: "2026-11-21T10:00:00Z",
    };
    log.push(row);
    return row;
  }
}

export class Line implements Connection {
  token = "";
  up = false;
  constructor(
    private readonly service: Service,
    readonly listener: Listener,
  ) {}

  start(): void {
    this.up = true;
    queueMicrotask(() => this.listener.connected());
  }
  stop(): void {
    this.cut();
  }
  cut(): void {
    this.up = false;
    this.listener.lost();
  }
  async join(request: JoinRequest): Promise<JoinAnswer> {
    this.service.joins.push(request);
    const { token = "" } = request;
    const known = this.service.logs.has(token) && !this.service.closed.has(token);
    this.token = known ? token : this.service.begin(request.language);
    return this.answer(known ? (request.since ?? 0) : 0, !known);
  }
  async fresh(): Promise<JoinAnswer> {
    this.token = this.service.begin();
    return this.answer(0, true);
  }
  async say(request: SayRequest): Promise<{ ok: true; message: Row } | Refusal> {
    if (!this.up) throw new Error("disconnected");
    this.service.said.push(request);
    const refusal = this.service.closed.has(this.token) ? "closed" : this.service.refusal;
    if (refusal) return { ok: false, error: { code: refusal, message: "" } };
    const log = this.service.logs.get(this.token) ?? [];
    const known = log.find((row) => row.client_id === request.client_id);
    const text = "text" in request ? request.text : request.choice;
    const message = known ?? this.service.append(this.token, "shopper", text, request.client_id);
    if (this.service.cutsAfterSaying) {
      this.service.cutsAfterSaying = false;
      this.cut();
      throw new Error("disconnected");
    }
    return { ok: true, message };
  }
  async photo(request: PhotoRequest): Promise<{ ok: true; message: Row } | Refusal> {
    this.service.photos.push(request);
    request.progress(0.5);
    await new Promise((resolve, reject) => {
      request.signal.addEventListener("abort", () => reject(new Error("aborted")));
      this.service.uploads.push(() => (this.up ? resolve(null) : reject(new Error("cut"))));
      if (!this.service.holdsUploads) this.service.uploads.pop()?.();
    });
    if (this.service.refusal) return { ok: false, error: { code: this.service.refusal, message: "" } };
    const known = this.service.logs.get(this.token)?.find((row) => row.client_id === request.client_id);
    const message = known ?? this.service.append(this.token, "shopper", "", request.client_id);
    return { ok: true, message: Object.assign(message, { kind: "image", body: { url: PHOTO_PATH, alt: "Photo 1" } }) };
  }
  async rate(rating: Rating): Promise<{ ok: true } | Refusal> {
    if (!this.up) throw new Error("disconnected");
    this.service.ratings.push(rating);
    return this.service.refusal ? { ok: false, error: { code: this.service.refusal, message: "" } } : { ok: true };
  }
  async language(language: Language): Promise<{ ok: true; language: Language } | Refusal> {
    if (!this.up) throw new Error("disconnected");
    if (this.service.closed.has(this.token)) return { ok: false, error: { code: "closed", message: "" } };
    if (this.service.cutsBeforeSwitching) {
      this.service.cutsBeforeSwitching = false;
      this.cut();
      throw new Error("disconnected");
    }
    this.service.languages.set(this.token, language);
    this.service.switches += 1;
    return { ok: true, language };
  }
  typing(): void {}
  readonly reads: number[] = [];
  read(seq: number): void {
    this.reads.push(seq);
  }

  private answer(since: number, fresh: boolean): JoinAnswer {
    const messages = (this.service.logs.get(this.token) ?? []).filter((row) => row.seq > since);
    return {
      ok: true,
      token: this.token,
      language: this.service.languages.get(this.token) ?? "en",
      holder: "bot",
      messages,
      typing: false,
      ...(fresh && { fresh }),
    };
  }
}
