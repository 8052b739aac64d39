import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Row } from "../shared/contract";
import type { Connection, JoinAnswer, JoinRequest, Listener, Refusal, SayRequest } from "./connection";
import { Session } from "./session";
import { type Memory, memory } from "./storage";

/** A service with one conversation log a token, and a line that a test can cut. */
class Service {
  readonly logs = new Map<string, Row[]>();
  readonly joins: JoinRequest[] = [];
  readonly said: SayRequest[] = [];
  refusal: string | null = null;
  /** The message is written down, but its answer is lost with the line. */
  cutsAfterSaying = false;

  begin(): string {
    const token = `token-${this.logs.size + 1}`;
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

class Line implements Connection {
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
    const known = request.token !== undefined && this.service.logs.has(request.token);
    this.token = known ? (request.token as string) : this.service.begin();
    return this.answer(known ? (request.since ?? 0) : 0, !known);
  }
  async fresh(): Promise<JoinAnswer> {
    this.token = this.service.begin();
    return this.answer(0, true);
  }
  async say(request: SayRequest): Promise<{ ok: true; message: Row } | Refusal> {
    if (!this.up) throw new Error("disconnected");
    this.service.said.push(request);
    if (this.service.refusal) return { ok: false, error: { code: this.service.refusal, message: "" } };
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
  async language(language: "en" | "zh") {
    return { ok: true as const, language };
  }
  typing(): void {}

  private answer(since: number, fresh: boolean): JoinAnswer {
    const messages = (this.service.logs.get(this.token) ?? []).filter((row) => row.seq > since);
    return {
      ok: true,
      token: this.token,
      language: "en",
      holder: "bot",
      messages,
      typing: false,
      ...(fresh && { fresh }),
    };
  }
}

let service: Service;
let stored: Memory;
const lines: Line[] = [];
const sessions: Session[] = [];

function openTab(): { session: Session; line: Line } {
  const session = new Session("https://a.example", "en", stored, (_, listener) => {
    const line = new Line(service, listener);
    lines.push(line);
    return line;
  });
  sessions.push(session);
  session.resume();
  return { session, line: lines.at(-1) as Line };
}

const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(50);
const texts = (session: Session): unknown[] =>
  session.store.get().rows.map((row) => (row.body as { text: string }).text);
/** jsdom has one window, and a browser tells only the *other* windows of a change; here all hear it. */
const tellTabs = (): void => void dispatchEvent(new StorageEvent("storage", { key: null }));

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  sessionStorage.clear();
  service = new Service();
  stored = memory("https://a.example", localStorage, sessionStorage);
});
afterEach(() => {
  for (const session of sessions.splice(0)) session.stop();
  vi.useRealTimers();
});

describe("a session", () => {
  test("begins no conversation until the shopper opens the chat", async () => {
    const { session } = openTab();
    await settled();
    expect(service.joins).toEqual([]);
    session.start();
    await settled();
    expect(texts(session)).toEqual(["Hello"]);
  });

  test("goes on with its conversation after a refresh", async () => {
    const { session } = openTab();
    session.start();
    session.say("my question");
    await settled();
    session.stop();
    const again = openTab();
    await settled();
    expect(texts(again.session)).toEqual(["Hello", "my question"]);
    expect(service.logs.size).toBe(1);
  });

  test("asks only for what it has not seen when the line is back", async () => {
    const { session, line } = openTab();
    session.start();
    await settled();
    line.cut();
    service.append(line.token, "bot", "while you were away", null);
    line.start();
    await settled();
    expect(service.joins.at(-1)).toMatchObject({ token: "token-1", since: 1 });
    expect(texts(session)).toEqual(["Hello", "while you were away"]);
  });

  test("sends what was written without a connection, once, in order", async () => {
    const { session, line } = openTab();
    session.start();
    await settled();
    line.cut();
    session.say("one");
    session.say("two");
    await settled();
    expect(service.said).toEqual([]);
    line.start();
    await settled();
    expect(texts(session)).toEqual(["Hello", "one", "two"]);
    expect(session.store.get().outbox).toEqual([]);
  });

  test("repeats a message whose answer was lost under the same id, so that it is not doubled", async () => {
    const { session, line } = openTab();
    session.start();
    await settled();
    service.cutsAfterSaying = true;
    session.say("only once");
    await settled();
    line.start();
    await settled();
    expect(texts(session)).toEqual(["Hello", "only once"]);
    expect(new Set(service.said.map(({ client_id }) => client_id)).size).toBe(1);
  });

  test("keeps an unsent message over a closed page", async () => {
    const { session, line } = openTab();
    session.start();
    await settled();
    line.cut();
    session.say("do not lose me");
    session.stop();
    const again = openTab();
    await settled();
    expect(texts(again.session)).toEqual(["Hello", "do not lose me"]);
    expect(stored.outbox()).toEqual([]);
  });

  test("shows a refused message with its reason and sends it when asked to", async () => {
    const { session } = openTab();
    session.start();
    await settled();
    service.refusal = "rate_limited";
    session.say("too fast");
    await settled();
    const [failed] = session.store.get().outbox;
    expect(failed).toMatchObject({ status: "failed", error: "rate_limited" });
    expect(service.said).toHaveLength(1);
    service.refusal = null;
    session.retry(failed?.clientId ?? "");
    await settled();
    expect(texts(session)).toEqual(["Hello", "too fast"]);
  });

  test("gives up on a message after three server errors", async () => {
    const { session } = openTab();
    session.start();
    await settled();
    service.refusal = "server_error";
    session.say("hm");
    await settled();
    expect(service.said).toHaveLength(3);
    expect(session.store.get().outbox[0]).toMatchObject({ status: "failed", error: "server_error" });
  });

  test("gets a new conversation when its token is no longer good, and still sends what waits", async () => {
    stored.save({ token: "forged", epoch: "old" });
    const { session } = openTab();
    session.say("hello?");
    await settled();
    expect(stored.saved()?.token).toBe("token-1");
    expect(texts(session)).toEqual(["Hello", "hello?"]);
  });
});

describe("two tabs", () => {
  test("show the new conversation that one of them began", async () => {
    const one = openTab();
    one.session.start();
    one.session.say("old");
    await settled();
    const two = openTab();
    await settled();
    await one.session.renew();
    tellTabs();
    await settled();
    expect(texts(one.session)).toEqual(["Hello"]);
    expect(texts(two.session)).toEqual(["Hello"]);
    expect(two.line.token).toBe(one.line.token);
  });

  test("that begin at the same moment end in one conversation, and nothing said is left in the other", async () => {
    const [one, two] = [openTab(), openTab()];
    one.session.say("first");
    two.session.start();
    await settled();
    tellTabs();
    await settled();
    expect(texts(one.session)).toEqual(["Hello", "first"]);
    expect(texts(two.session)).toEqual(["Hello", "first"]);
  });

  test("agree on what has been read", async () => {
    const [one] = [openTab()];
    one.session.start();
    await settled();
    const two = openTab();
    await settled();
    one.session.store.dispatch({ type: "opened" });
    tellTabs();
    expect(two.session.store.get().readTo).toBe(1);
  });
});
