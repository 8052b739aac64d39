import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

/** The width below which the panel covers the screen; styles/panel.css has the same. */
const PHONE = "(max-width: 34em)";

/**
 * Whether the panel covers the screen. While it does, the page behind stands still, and the panel follows the part of
 * the screen that the on-screen keyboard leaves free: `100dvh` does not shrink for a keyboard in every browser.
 */
export function useFullScreen(panel: RefObject<HTMLElement | null>): boolean {
  const [phone, setPhone] = useState(() => matchMedia(PHONE).matches);
  useEffect(() => {
    const query = matchMedia(PHONE);
    const changed = (): void => setPhone(query.matches);
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }, []);
  useEffect(() => (phone ? holdPage() : undefined), [phone]);
  useEffect(() => (phone && panel.current ? followViewport(panel.current) : undefined), [phone, panel]);
  return phone;
}

function holdPage(): () => void {
  const page = document.documentElement;
  const before = page.style.overflow;
  page.style.overflow = "hidden";
  return () => {
    page.style.overflow = before;
  };
}

function followViewport(panel: HTMLElement): () => void {
  const view = window.visualViewport;
  if (!view) return () => undefined;
  const follow = (): void => {
    panel.style.setProperty("--view-height", `${view.height}px`);
    panel.style.setProperty("--view-top", `${view.offsetTop}px`);
  };
  follow();
  view.addEventListener("resize", follow);
  view.addEventListener("scroll", follow);
  return () => {
    view.removeEventListener("resize", follow);
    view.removeEventListener("scroll", follow);
    panel.style.removeProperty("--view-height");
    panel.style.removeProperty("--view-top");
  };
}
