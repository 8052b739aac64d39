/** The link of this site that a click follows in this very window; null where the browser is to do it itself. */
export function followed(event: MouseEvent): HTMLAnchorElement | null {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return null;
  // composedPath, because links may lie inside a shadow DOM
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  const isOurs = link && link.target !== "_blank" && link.origin === location.origin && link.getAttribute("href");
  return isOurs ? link : null;
}
