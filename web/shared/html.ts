import { type ComponentChildren, h } from "preact";

/** The service sanitises `html`; this second, own list is here so that one mistake there is not a hole in every shop. */
const TAGS = new Set(["p", "br", "strong", "em", "ul", "ol", "li", "a", "code", "blockquote"]);
for (const tag of ["table", "thead", "tbody", "tr", "th", "td"]) TAGS.add(tag);
/** Their text is not meant for reading, so it goes with the element. Any other unknown element keeps its text. */
const DROPPED = new Set([
  "script",
  "style",
  "template",
  "iframe",
  "object",
  "noscript",
  "svg",
  "math",
  "textarea",
  "title",
]);
const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);

/** The address if a link may go there: http(s), mailto, tel, or a path on the page's own site. */
export function safeHref(href: string): string | null {
  if (/^\/(?![/\\])/.test(href)) return href;
  try {
    const url = new URL(href);
    return SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** The address if a picture may come from there: http(s), or a path, which is the service's (`base`). */
export function safeImage(source: string, base: string): string | null {
  try {
    const url = new URL(source, base);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

/** The service's own papers (invoices, labels). Every other path is the page's. */
const DOCUMENT = /^\/documents\/[^/]+\.pdf$/;

/**
 * Answer html as nodes for drawing. DOMParser runs no script and loads nothing, and nothing it made is kept.
 * `server` is where the service's documents are, if that is not the page's own origin.
 */
export function drawHtml(html: string, server = location.origin): ComponentChildren {
  return drawChildren(new DOMParser().parseFromString(html, "text/html").body, server);
}

const drawChildren = (parent: Node, server: string): ComponentChildren[] =>
  [...parent.childNodes].map((node) => drawNode(node, server));

function drawNode(node: Node, server: string): ComponentChildren {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element)) return null;
  const tag = node.localName;
  if (DROPPED.has(tag)) return null;
  if (!TAGS.has(tag)) return drawChildren(node, server);
  if (tag === "table") return drawTable(node, server);
  if (tag === "a") return drawLink(node, server);
  return tag === "br" ? h("br", null) : h(tag, null, drawChildren(node, server));
}

/** A wide table is scrolled sideways in a frame of its own: with a finger, or with the arrow keys once it has focus. */
const drawTable = (table: Element, server: string): ComponentChildren =>
  h("div", { class: "table", tabIndex: 0 }, h("table", null, drawChildren(table, server)));

function drawLink(link: Element, server: string): ComponentChildren {
  const given = link.getAttribute("href") ?? "";
  const href = DOCUMENT.test(given) ? new URL(given, server).href : safeHref(given);
  if (href === null) return drawChildren(link, server);
  const leaves = /^https?:/.test(href);
  return h("a", leaves ? { href, target: "_blank", rel: "noopener noreferrer" } : { href }, drawChildren(link, server));
}
