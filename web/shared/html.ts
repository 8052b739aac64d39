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

/** Answer html as nodes for drawing. DOMParser runs no script and loads nothing, and nothing it made is kept. */
export function drawHtml(html: string): ComponentChildren {
  return drawChildren(new DOMParser().parseFromString(html, "text/html").body);
}

const drawChildren = (parent: Node): ComponentChildren[] => [...parent.childNodes].map(drawNode);

function drawNode(node: Node): ComponentChildren {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element)) return null;
  const tag = node.localName;
  if (DROPPED.has(tag)) return null;
  if (!TAGS.has(tag)) return drawChildren(node);
  if (tag === "table") return drawTable(node);
  if (tag === "a") return drawLink(node);
  return tag === "br" ? h("br", null) : h(tag, null, drawChildren(node));
}

/** A wide table is scrolled sideways in a frame of its own: with a finger, or with the arrow keys once it has focus. */
const drawTable = (table: Element): ComponentChildren =>
  h("div", { class: "table", tabIndex: 0 }, h("table", null, drawChildren(table)));

function drawLink(link: Element): ComponentChildren {
  const href = safeHref(link.getAttribute("href") ?? "");
  if (href === null) return drawChildren(link);
  const leaves = /^https?:/.test(href);
  return h("a", leaves ? { href, target: "_blank", rel: "noopener noreferrer" } : { href }, drawChildren(link));
}
