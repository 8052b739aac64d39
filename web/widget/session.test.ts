import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Language, NoticeRow } from "../shared/contract";
import { Session } from "./session";
import { Line, PHOTO_PATH, Service } from "./session.fake";
import { type Memory, memory } from "./storage";

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

  test("goes on in a new conversation where its own was closed, with what was refused there", async () => {
    const { session } = openTab();
    session.start();
    await settled();
    service.closed.add("token-1");
    session.say("anybody?");
    await settled();
    expect(stored.saved()?.token).toBe("token-2");
    expect(texts(session)).toEqual(["Hello", "anybody?"]);
    expect(session.store.get().outbox).toEqual([]);
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

describe("a language that the shopper chose", () => {
  async function online(): Promise<{ session: Session; line: Line; shown: Language[] }> {
    const tab = openTab();
    tab.session.start();
    await settled();
    const shown: Language[] = [];
    tab.session.store.subscribe((state) => shown.push(state.language));
    return { ...tab, shown };
  }

  test("without a connection is told when the line is back, once, and shown all the while", async () => {
    const { session, line, shown } = await online();
    line.cut();
    session.setLanguage("zh");
    line.start();
    await settled();
    expect(service.languages.get("token-1")).toBe("zh");
    expect(shown.slice(shown.indexOf("zh"))).not.toContain("en");
    line.cut();
    line.start();
    await settled();
    expect(service.switches).toBe(1);
  });

  test("while the line dropped is told again", async () => {
    const { session, line } = await online();
    service.cutsBeforeSwitching = true;
    session.setLanguage("zh");
    await settled();
    line.start();
    await settled();
    expect(service.languages.get("token-1")).toBe("zh");
    expect(session.store.get()).toMatchObject({ language: "zh", problem: null });
  });

  test("is not told again over another that was heard since", async () => {
    const { session, line } = await online();
    session.setLanguage("zh");
    await settled();
    service.languages.set("token-1", "en");
    line.cut();
    line.start();
    await settled();
    expect(session.store.get().language).toBe("en");
    expect(service.switches).toBe(1);
  });

  test("in a conversation that was closed begins the next one", async () => {
    const { session } = await online();
    service.closed.add("token-1");
    session.setLanguage("zh");
    await settled();
    expect(service.languages.get("token-2")).toBe("zh");
    expect(session.store.get()).toMatchObject({ language: "zh", problem: null });
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

describe("a photograph", () => {
  const picture = (name = "tent.jpg", type = "image/jpeg", bytes = 10): File =>
    new File([new Uint8Array(bytes)], name, { type });
  const kinds = (session: Session): string[] => session.store.get().rows.map(({ kind }) => kind);

  beforeEach(() => {
    let made = 0;
    vi.stubGlobal(
      "URL",
      Object.assign(URL, { createObjectURL: () => `blob:${++made}`, revokeObjectURL: () => undefined }),
    );
  });

  test("is shown before it is sent, and then stands in the log once, before the words sent with it", async () => {
    const { session } = openTab();
    session.start();
    await session.photos.attach([picture()]);
    expect(session.store.get().attached).toMatchObject([{ name: "tent.jpg", url: "blob:1" }]);
    session.sendAttached();
    session.say("look at the seam");
    await settled();
    expect(kinds(session)).toEqual(["text", "image", "text"]);
    expect(session.store.get()).toMatchObject({ attached: [], outbox: [] });
    expect(service.photos[0]).toMatchObject({ token: "token-1", identity: null });
    // what this page has it does not fetch
    await expect(session.picture(PHOTO_PATH)).resolves.toBe("blob:1");
  });

  test("is sent again when the line is back, under the same id", async () => {
    const { session, line } = openTab();
    session.start();
    await settled();
    service.holdsUploads = true;
    await session.photos.attach([picture()]);
    session.sendAttached();
    await settled();
    expect(session.store.get().outbox[0]).toMatchObject({ status: "sending", photo: { part: 0.5 } });
    line.cut();
    service.holdsUploads = false;
    line.start();
    await settled();
    expect(kinds(session)).toEqual(["text", "image"]);
    expect(new Set(service.photos.map((one) => one.client_id)).size).toBe(1);
    expect(service.photos[0]?.signal.aborted).toBe(true);
  });

  test("that is cancelled goes no further", async () => {
    const { session } = openTab();
    session.start();
    service.holdsUploads = true;
    await session.photos.attach([picture()]);
    session.sendAttached();
    await settled();
    session.discard(session.store.get().outbox[0]?.clientId ?? "");
    await settled();
    expect(service.photos[0]?.signal.aborted).toBe(true);
    expect(kinds(session)).toEqual(["text"]);
    expect(session.store.get().outbox).toEqual([]);
  });

  test.each([
    ["a text", picture("notes.txt", "text/plain"), "not_a_photo"],
    ["a vector", picture("x.svg", "image/svg+xml"), "not_a_photo"],
    ["one that is too large", picture("big.jpg", "image/jpeg", 8 * 1024 * 1024 + 1), "photo_too_large"],
  ])("that is %s is said not to be sent, and why", async (_, file, error) => {
    const { session } = openTab();
    await session.photos.attach([file]);
    expect(session.store.get().outbox).toMatchObject([{ text: file.name, status: "failed", error }]);
    expect(service.photos).toEqual([]);
  });

  test("in a fifth place is not attached", async () => {
    const { session } = openTab();
    await session.photos.attach([1, 2, 3, 4, 5].map((n) => picture(`${n}.jpg`)));
    expect(session.store.get()).toMatchObject({ problem: "too_many_photos" });
    expect(session.store.get().attached).toHaveLength(4);
  });
});

test("a rating that was given is not asked for again after a refresh", async () => {
  const { session } = openTab();
  session.start();
  await settled();
  const row = service.append("token-1", "system", "How was it?", null);
  const asked = { ...row, kind: "notice", body: { text: "How was it?", code: "rate", about: "bot" } } as NoticeRow;
  expect(await session.rate(asked, { about: "bot", stars: 4 })).toBeNull();
  expect(service.ratings).toEqual([{ about: "bot", stars: 4 }]);
  service.refusal = "server_error";
  expect(await session.rate({ ...asked, seq: 9 }, { about: "bot", stars: 4 })).toBe("server_error");
  session.stop();
  expect(openTab().session.store.get().rated).toEqual([asked.seq]);
});
