import { type ComponentChildren, toChildArray } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useChat } from "./context";
import { BackIcon, ForwardIcon } from "./icons";

/** Cards side by side: swiped, scrolled with the arrow keys, or stepped with the two buttons. */
export function Carousel({ label, children }: { label: string; children: ComponentChildren }) {
  const { strings } = useChat();
  const track = useRef<HTMLUListElement>(null);
  const [room, setRoom] = useState({ before: false, after: false });
  const items = toChildArray(children);

  const look = (): void => {
    const list = track.current;
    if (!list) return;
    const before = list.scrollLeft > 4;
    const after = list.scrollLeft + list.clientWidth < list.scrollWidth - 4;
    setRoom((now) => (now.before === before && now.after === after ? now : { before, after }));
  };
  useEffect(() => {
    const watch = new ResizeObserver(look);
    if (track.current) watch.observe(track.current);
    return () => watch.disconnect();
  }, []);
  const step = (direction: 1 | -1): void => {
    const width = track.current?.firstElementChild?.getBoundingClientRect().width ?? 0;
    track.current?.scrollBy({ left: direction * (width + 1) });
  };
  if (items.length === 1) return <div class="carousel is-single">{children}</div>;
  return (
    <section class="carousel" aria-roledescription="carousel" aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <ul ref={track} class="track" tabIndex={0} aria-label={label} onScroll={look}>
        {items.map((item, index) => (
          <li key={index} class="slide">
            {item}
          </li>
        ))}
      </ul>
      {(room.before || room.after) && (
        <div class="steps">
          <button
            type="button"
            class="step"
            aria-label={strings.previous}
            disabled={!room.before}
            onClick={() => step(-1)}
          >
            <BackIcon />
          </button>
          <button type="button" class="step" aria-label={strings.next} disabled={!room.after} onClick={() => step(1)}>
            <ForwardIcon />
          </button>
        </div>
      )}
    </section>
  );
}
