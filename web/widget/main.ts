import "./define";
import { isLanguage } from "../shared/contract";
import { TAG } from "./element";

/** The one script tag: its data-* attributes become those of the chat, which is added unless the page has its own. */
const COPIED = ["language", "identity", "product", "theme", "server"] as const;
const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript : null;

function place(): void {
  if (document.querySelector(TAG)) return;
  const chat = document.createElement(TAG);
  for (const name of COPIED) {
    const value = script?.dataset[name];
    if (value) chat.setAttribute(name, value);
  }
  const spoken = document.documentElement.lang.slice(0, 2);
  if (!chat.hasAttribute("language") && isLanguage(spoken)) chat.setAttribute("language", spoken);
  document.body.append(chat);
}

// A script that comes out of the cache may run while the page is still being read: its own chat may be yet to come.
if (document.readyState === "loading") addEventListener("DOMContentLoaded", place, { once: true });
else place();
