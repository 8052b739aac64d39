import { render } from "preact";
import { expect, test } from "vitest";
import { marked } from "./Mail";

function drawn(text: string, kind: string): HTMLElement {
  const place = document.createElement("div");
  render(<p>{marked(text, kind)}</p>, place);
  return place;
}

test("a code stands out in the mail that brings it, and a number elsewhere does not", () => {
  expect(drawn("Your code is 482913.", "code").querySelector("strong")?.textContent).toBe("482913");
  expect(drawn("Postcode 482913", "address_changed").querySelector("strong")).toBeNull();
});

test("links of a mail can be followed, and its text is text", () => {
  const place = drawn(
    "See https://shop.example/a?b=1 or /documents/x.y.z.pdf\n<img src=x onerror=alert(1)>",
    "invoice",
  );
  expect([...place.querySelectorAll("a")].map((link) => link.getAttribute("href"))).toEqual([
    "https://shop.example/a?b=1",
    "/documents/x.y.z.pdf",
  ]);
  expect(place.querySelector("img")).toBeNull();
  expect(place.textContent).toContain("<img src=x onerror=alert(1)>");
});
