import { h, render } from "preact";
import { describe, expect, test } from "vitest";
import { drawHtml, safeHref, safeImage } from "./html";

function drawn(html: string): string {
  const place = document.createElement("div");
  render(drawHtml(html) as preact.ComponentChild, place);
  return place.innerHTML;
}

describe("answer html", () => {
  test("keeps what answers are made of", () => {
    const html =
      "<p>a <strong>b</strong> <em>c</em><br>d</p><ul><li>e <code>f</code></li></ul><blockquote>g</blockquote>";
    expect(drawn(html)).toBe(html);
  });

  test("puts a table into a frame that can be scrolled, also by keyboard", () => {
    const table =
      "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b <strong>c</strong></td></tr></tbody></table>";
    expect(drawn(table)).toBe(`<div class="table" tabindex="0">${table}</div>`);
  });

  test.each([
    [
      "<table style='position:fixed' onclick='alert(1)'></table>",
      '<div class="table" tabindex="0"><table></table></div>',
    ],
    ["<script>alert(1)</script>hi", "hi"],
    ["<p onclick='alert(1)'>hi</p>", "<p>hi</p>"],
    ["<img src=x onerror=alert(1)>hi", "hi"],
    ["<svg onload=alert(1)><script>alert(1)</script></svg>hi", "hi"],
    ["<iframe src='javascript:alert(1)'></iframe>hi", "hi"],
    ["<style>*{display:none}</style>hi", "hi"],
    ["<p style='position:fixed' class='x' id='y'>hi</p>", "<p>hi</p>"],
    ["<h1>big <b>words</b></h1>", "big words"],
    ["<!-- c -->hi", "hi"],
    ["<math><mtext><script>alert(1)</script></mtext></math>hi", "hi"],
    ["&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"],
  ])("of %s leaves %s", (html, left) => {
    expect(drawn(html)).toBe(left);
  });

  test("opens other sites in a new tab that cannot reach back, and the shop's own pages in this one", () => {
    expect(drawn('<a href="https://example.com/x">x</a>')).toBe(
      '<a href="https://example.com/x" target="_blank" rel="noopener noreferrer">x</a>',
    );
    expect(drawn('<a href="/help/returns">x</a>')).toBe('<a href="/help/returns">x</a>');
  });

  test("keeps the words of a link that leads somewhere it may not", () => {
    expect(drawn('<a href="javascript:alert(1)">click</a>')).toBe("click");
  });
});

test.each([
  ["https://example.com/", "https://example.com/"],
  ["mailto:help@larkfield.example", "mailto:help@larkfield.example"],
  ["tel:+31201234567", "tel:+31201234567"],
  ["/products/p1?size=M#top", "/products/p1?size=M#top"],
  ["javascript:alert(1)", null],
  ["JaVaScRiPt:alert(1)", null],
  [" javascript:alert(1)", null],
  ["java\nscript:alert(1)", null],
  ["data:text/html,<script>alert(1)</script>", null],
  ["vbscript:msgbox", null],
  ["//evil.example", null],
  ["/\\evil.example", null],
  ["relative/page", null],
  ["", null],
])("a link to %j leads to %j", (href, leads) => {
  expect(safeHref(href)).toBe(leads);
});

test.each([
  ["/media/products/1.svg", "https://chat.shop/media/products/1.svg"],
  ["https://cdn.shop/1.png", "https://cdn.shop/1.png"],
  ["javascript:alert(1)", null],
  ["data:image/svg+xml,<svg onload=alert(1)>", null],
])("a picture at %j is loaded from %j", (source, loaded) => {
  expect(safeImage(source, "https://chat.shop")).toBe(loaded);
});

test("a link to one of the service's documents leads there in a new tab, and no other path does", () => {
  const place = document.createElement("div");
  const html =
    '<a href="/documents/eyJ.x.y.pdf">Invoice</a><a href="/help/returns">Help</a><a href="/documents/a/b.pdf">No</a>';
  render(h("p", null, drawHtml(html, "https://chat.shop")), place);
  const links = [...place.querySelectorAll("a")].map((link) => [link.getAttribute("href"), link.target]);
  expect(links).toEqual([
    ["https://chat.shop/documents/eyJ.x.y.pdf", "_blank"],
    ["/help/returns", ""],
    ["/documents/a/b.pdf", ""],
  ]);
});
