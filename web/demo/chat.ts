import type { AisleChat } from "../widget/element";

/** The chat on this page. It is an unknown element until widget.js has arrived, and then `open` is there. */
const chat = (): (Partial<Pick<AisleChat, "open">> & Element) | null => document.querySelector("aisle-chat");

export const openChat = (draft: string): void => chat()?.open?.({ draft });

/** Tells the chat who the visitor is, by what the shop has signed. */
export function isIdentified(identity: string | null): void {
  if (identity) chat()?.setAttribute("identity", identity);
  else chat()?.removeAttribute("identity");
}

/** Tells the bot what the shopper is looking at. */
export function showsProduct(id: string | null): void {
  if (id) chat()?.setAttribute("product", id);
  else chat()?.removeAttribute("product");
}
