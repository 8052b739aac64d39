import { readdirSync } from "node:fs";
import { render } from "preact";
import { afterEach, expect, test, vi } from "vitest";
import { LANGUAGES } from "../../shared/contract";
import type { HelpTopic } from "../api";
import { LanguageContext } from "../context";
import { STRINGS } from "../strings";
import { Help, listed } from "./Help";

const topic = (id: string, html = "<p>yes</p>"): HelpTopic => ({
  id,
  entries: [{ id: `${id}_1`, question: "?", html }],
});

const place = document.createElement("div");
afterEach(() => render(null, place));

/** Draws the page as it looks once the service has answered. */
async function drawn(asked: string, topics: HelpTopic[], status = 200): Promise<Element> {
  const answer = { ok: status === 200, status, json: async () => ({ topics }) };
  const fetched = vi.spyOn(globalThis, "fetch").mockResolvedValue(answer as Response);
  render(
    <LanguageContext.Provider value="zh">
      <Help topic={asked} />
    </LanguageContext.Provider>,
    place,
  );
  await vi.waitFor(() => expect(place.querySelector("article, .shelf-note")).not.toBeNull());
  expect(fetched.mock.calls[0]?.[0]).toBe("/api/help?language=zh");
  return place;
}

test.each(LANGUAGES)("every topic of the faq has a title in %s, and no title is without one", (language) => {
  const files = readdirSync(`../knowledge/faq/${language}`).map((name) => name.replace(/\.yml$/, ""));
  expect(Object.keys(STRINGS[language].helpTopics).sort()).toEqual(files.sort());
});

test("topics come in the order of their titles, and an unknown one last", () => {
  const shown = listed([topic("account"), topic("new"), topic("delivery")], ["delivery", "account"]);
  expect(shown.map(({ id }) => id)).toEqual(["delivery", "account", "new"]);
});

test("a topic's page shows its questions, with nothing in the answers that may not be there", async () => {
  const hostile = "<p>three <strong>days</strong><img src=x onerror=alert(1)></p><script>alert(1)</script>";
  const page = await drawn("delivery", [topic("delivery", hostile), topic("returns")]);
  expect(page.querySelector("section")?.innerHTML).toBe("<h2>?</h2><p>three <strong>days</strong></p>");
  expect(page.querySelector("[aria-current=page]")?.textContent).toBe("配送");
  await vi.waitFor(() => expect(document.title).toBe("配送 · Larkfield"));
});

test("/help begins with the first topic, and a topic that is none is said to be missing", async () => {
  expect((await drawn("", [topic("returns"), topic("delivery")])).querySelector("h1")?.textContent).toBe("配送");
  render(null, place);
  expect((await drawn("contact", [topic("returns")])).textContent).toContain(STRINGS.zh.pageMissing);
});

test("help that cannot be loaded is said so, with a way to ask again", async () => {
  const page = await drawn("", [], 500);
  expect(page.textContent).toContain(STRINGS.zh.helpFailed);
  expect(page.querySelector("button")?.textContent).toBe(STRINGS.zh.again);
});
