import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { OrderBody, Row } from "../../shared/contract";
import type { Connection } from "../connection";
import { Session } from "../session";
import { memory } from "../storage";
import { STRINGS } from "../strings";
import { Choices } from "./Choices";
import { Composer } from "./Composer";
import { type Chat, ChatContext } from "./context";
import { Launcher } from "./Launcher";
import { Message, OutgoingMessage } from "./Message";
import { Orders } from "./Order";

const place = document.createElement("div");
let session: Session;

/** A line that is never up: what a screen sends shows in the outbox. */
const silent: Connection = {
  start() {},
  stop() {},
  typing() {},
  read() {},
  join: () => new Promise(() => undefined),
  fresh: () => new Promise(() => undefined),
  say: () => new Promise(() => undefined),
  photo: () => new Promise(() => undefined),
  rate: async () => ({ ok: true }),
  language: () => new Promise(() => undefined),
};

function draw(screen: () => preact.ComponentChild): void {
  const chat: Chat = {
    session,
    state: session.store.get(),
    strings: STRINGS[session.store.get().language],
    server: "https://chat.example",
    title: "Shop",
  };
  act(() => render(<ChatContext.Provider value={chat}>{screen()}</ChatContext.Provider>, place));
}
const row = (author: Row["author"], body: object, kind = "text"): Row =>
  ({ seq: 1, author, kind, body, client_id: null, created: "2026-11-21T10:00:00Z" }) as Row;
const said = (): string[] => session.store.get().outbox.map(({ text }) => text);
const find = <E extends Element>(query: string): E => {
  const found = place.querySelector<E>(query);
  if (!found) throw new Error(`no ${query} in ${place.innerHTML}`);
  return found;
};

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      disconnect() {}
    },
  );
  document.body.append(place);
  session = new Session("https://chat.example", "en", memory("s", localStorage, sessionStorage), () => silent);
});
afterEach(() => {
  render(null, place);
  place.remove();
  vi.unstubAllGlobals();
});

describe("the message box", () => {
  const press = (init: KeyboardEventInit & { keyCode?: number }): KeyboardEvent => {
    const event = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...init });
    act(() => void find("textarea").dispatchEvent(event));
    return event;
  };
  const type = (text: string): void => {
    session.store.dispatch({ type: "draft", text });
    draw(() => <Composer />);
  };

  test("sends on Enter, trimmed, and is empty afterwards", () => {
    type("  hello \n");
    press({});
    expect(said()).toEqual(["hello"]);
    expect(session.store.get().draft).toBe("");
  });

  test("leaves Shift+Enter to break the line", () => {
    type("hello");
    expect(press({ shiftKey: true }).defaultPrevented).toBe(false);
    expect(said()).toEqual([]);
  });

  test("does not send while an input method is composing", () => {
    type("ni hao");
    press({ isComposing: true });
    press({ keyCode: 229 });
    expect(said()).toEqual([]);
  });

  test.each([
    ["nothing", ""],
    ["blanks", " \n\t "],
    ["2,001 characters", "云".repeat(2001)],
  ])("does not send %s", (_, text) => {
    type(text);
    press({});
    expect(said()).toEqual([]);
  });

  test("sends 2,000 characters, counted as the service counts", () => {
    type("👋".repeat(2000));
    press({});
    expect(said()).toHaveLength(1);
  });

  test("counts down only when the limit is near", () => {
    type("x".repeat(1000));
    expect(find("#count").textContent).toBe("");
    type("x".repeat(1990));
    expect(find("#count").textContent).toBe("10 characters left");
    type("x".repeat(2005));
    expect(find("#count").textContent).toBe("5 characters too many");
    expect(find("textarea").getAttribute("aria-invalid")).toBe("true");
  });
});

describe("a message", () => {
  test("of a shopper is text, even if a row says it has html", () => {
    const text = "<img src=x onerror=alert(1)>";
    draw(() => <Message row={row("shopper", { text, html: text })} opens time={null} />);
    expect(place.querySelector("img")).toBeNull();
    expect(find(".bubble").textContent).toBe(text);
  });

  test("of the bot is drawn from its html", () => {
    draw(() => <Message row={row("bot", { text: "*a*", html: "<p><em>a</em></p>" })} opens time={null} />);
    expect(find(".bubble em").textContent).toBe("a");
  });

  test("says who wrote it to a screen reader", () => {
    draw(() => <Message row={row("agent", { text: "hi", html: "<p>hi</p>" })} opens time={null} />);
    expect(place.textContent).toContain("Support team");
  });

  test("of a kind that this version does not know says so", () => {
    draw(() => <Message row={row("bot", {}, "hologram")} opens time={null} />);
    expect(place.textContent).toContain(STRINGS.en.unknownRow);
  });

  test("shows no picture from an address that may not be loaded", () => {
    draw(() => (
      <Message row={row("agent", { url: "javascript:alert(1)", alt: "Receipt" }, "image")} opens time={null} />
    ));
    expect(place.querySelector("img")).toBeNull();
    expect(place.textContent).toContain("Receipt");
  });

  test("that was refused says why, and can be tried again or deleted", () => {
    const outgoing = {
      clientId: "a",
      text: "x",
      choice: null,
      created: "",
      status: "failed",
      error: "rate_limited",
    } as const;
    session.store.dispatch({ type: "queued", outgoing });
    draw(() => <OutgoingMessage outgoing={outgoing} opens />);
    expect(find("[role=alert]").textContent).toContain("Not sent. That was a lot at once.");
    const [again, remove] = place.querySelectorAll<HTMLButtonElement>("button");
    act(() => again?.click());
    expect(session.store.get().outbox[0]?.status).toBe("waiting");
    act(() => remove?.click());
    expect(said()).toEqual([]);
  });
});

test("an order says what goes back and where the money is, and an older row says nothing of it", () => {
  const body: OrderBody = {
    number: "1042",
    status: "delivered",
    status_text: "Delivered",
    placed: "2026-11-01",
    expected: null,
    items: [{ product_id: "p", name: "Tent", quantity: 1, price_cents: 2500, image: "/media/products/p.svg" }],
    total_cents: 2500,
    currency: "EUR",
    carrier: null,
    tracking_number: null,
    events: [],
  };
  const shown = (order: OrderBody): (string | null)[] => {
    draw(() => <Orders rows={[{ ...row("bot", {}), kind: "order", body: order } as never]} time={null} />);
    return [...place.querySelectorAll(".order-cases li > p:first-child")].map((p) => p.textContent);
  };
  expect(shown(body)).toEqual([]);
  const made = { number: "R0042042", status: "registered", text: "waiting", created: "2026-11-08" };
  const refund = { reason: "return", status: "requested", text: "follows", updated: "2026-11-08" };
  const lines = shown({
    ...body,
    returns: [
      { ...made, wish: "refund" },
      { ...made, number: "R0042043", wish: "exchange" },
    ],
    refunds: [{ ...refund, amount_cents: 2500 }],
  });
  expect(lines).toEqual(["Return R0042042", "Exchange R0042043", "Refund €25.00"]);
});

test("an order shows its way newest first, and the earlier part when asked", () => {
  const events = [1, 2, 3, 4, 5].map((day) => ({
    time: `2026-11-0${day}T08:00:00Z`,
    status: "shipped",
    text: `step ${day}`,
    place: null,
  }));
  const body: OrderBody = {
    number: "1042",
    status: "shipped",
    status_text: "On its way",
    placed: "2026-11-01",
    expected: "2026-11-07",
    items: [{ product_id: "p", name: "Tent", quantity: 2, price_cents: 1250, image: "/media/products/p.svg" }],
    total_cents: 2500,
    currency: "EUR",
    carrier: "Northpost",
    tracking_number: "NP1",
    events,
  };
  draw(() => <Orders rows={[{ ...row("bot", {}), kind: "order", body } as never]} time={null} />);
  const steps = (): (string | null)[] =>
    [...place.querySelectorAll(".order-history li > p:first-child")].map((p) => p.textContent);
  expect(steps()).toEqual(["step 5", "step 4", "step 3"]);
  act(() => find<HTMLButtonElement>(".order-history button").click());
  expect(steps()).toHaveLength(5);
  expect(find(".order-items").textContent).toContain("€25.00");
  expect(find("[aria-current=step]").textContent).toBe("Shipped");
  expect(find<HTMLImageElement>("img").src).toBe("https://chat.example/media/products/p.svg");
});

test("a chosen answer is sent as its payload under its title", () => {
  draw(() => <Choices choices={[{ title: "Where is my order?", payload: "/track_order" }]} label="x" />);
  act(() => find<HTMLButtonElement>("button").click());
  expect(session.store.get().outbox[0]).toMatchObject({ text: "Where is my order?", choice: "/track_order" });
});

test("the launcher's name tells how much is new", () => {
  const rows = [row("bot", { text: "hi" })];
  session.store.dispatch({ type: "joined", rows, language: "en", holder: "bot", typing: false, fresh: false });
  draw(() => <Launcher buttonRef={{ current: null }} />);
  expect(find("button").getAttribute("aria-label")).toBe("Open chat, 1 new message");
});

describe("a question for a rating", () => {
  const asked = { ...row("system", { text: "How was the assistant?", code: "rate", about: "bot" }, "notice") };
  const show = (): void => draw(() => <Message row={asked} opens={false} time={null} />);
  beforeEach(() => {
    session.store.dispatch({ type: "row", row: asked });
    show();
  });

  test("has five stars with names, and wants them chosen", () => {
    const names = [...place.querySelectorAll(".rate-stars label")].map((label) => label.textContent);
    expect(names).toEqual(["1 star", "2 stars", "3 stars", "4 stars", "5 stars"]);
    expect(find("legend").textContent).toBe("How was the assistant?");
    act(() => find<HTMLFormElement>("form").requestSubmit());
    expect(find("[role=alert]").textContent).toBe("Choose the stars first.");
  });

  test("thanks for them, once", async () => {
    const rate = vi.spyOn(session, "rate");
    act(() => place.querySelectorAll<HTMLInputElement>("input[type=radio]")[3]?.click());
    const words = find<HTMLInputElement>("input[type=text]");
    words.value = " quick ";
    act(() => void words.dispatchEvent(new Event("input", { bubbles: true })));
    await act(async () => find<HTMLFormElement>("form").requestSubmit());
    expect(rate).toHaveBeenCalledWith(asked, { about: "bot", stars: 4, words: "quick" });
    show();
    expect(place.querySelector("form")).toBeNull();
    expect(find("[role=status]").textContent).toBe("Thank you, that helps us.");
  });
});

test("an open task can be gone on with or put away, and leaves when it was", () => {
  const body = {
    text: "",
    choices: [{ title: "Return of order 1042: continue", payload: "/resume_task" }],
    task: true,
  };
  const offer = row("bot", { ...body, dismiss: '/stop{"task":"1"}' }, "choices");
  session.store.dispatch({ type: "row", row: offer });
  const show = (): void => draw(() => <Message row={offer} opens time={null} />);
  show();
  expect(find(".task-go").textContent).toBe("Return of order 1042: continue");
  expect(place.querySelector(".bubble")).toBeNull();
  act(() => find<HTMLButtonElement>(".task-away").click());
  expect(session.store.get().outbox[0]).toMatchObject({ text: "Not now", choice: '/stop{"task":"1"}' });
  show();
  expect(place.querySelector(".task")).toBeNull();
});

describe("a photograph in the log", () => {
  const path = `/api/photos/${"a".repeat(32)}`;
  const image = row("shopper", { url: path, alt: "Photo 1" }, "image");
  const show = (): void => draw(() => <Message row={image} opens time={null} />);

  test("is drawn from what its token fetched, with its name", async () => {
    vi.spyOn(session, "picture").mockResolvedValue("blob:1");
    show();
    await vi.waitFor(() => expect(find<HTMLImageElement>(".picture img").src).toBe("blob:1"));
    expect(find(".picture img").getAttribute("alt")).toBe("Photo 1");
  });

  test("that cannot be had is named", async () => {
    vi.spyOn(session, "picture").mockRejectedValue(new Error("HTTP 404"));
    show();
    await vi.waitFor(() => expect(find(".bubble").textContent).toBe("Photo 1"));
  });
});
