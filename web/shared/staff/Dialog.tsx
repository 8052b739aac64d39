import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface Props {
  title: string;
  close(): void;
  children: ComponentChildren;
}

/** A dialog of the browser's own: it keeps the focus, closes with Escape and gives the focus back. */
export function Dialog({ title, close, children }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    return () => (before instanceof HTMLElement ? before.focus() : undefined);
  }, []);
  return (
    <dialog class="dialog" ref={box} onClose={close} aria-label={title}>
      <header>
        <h2>{title}</h2>
        <button
          type="button"
          class="plain"
          aria-label={document.documentElement.lang.startsWith("zh") ? "关闭" : "Close"}
          onClick={() => box.current?.close()}
        >
          ✕
        </button>
      </header>
      {children}
    </dialog>
  );
}
