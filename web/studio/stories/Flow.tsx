import { useEffect, useMemo, useRef } from "preact/hooks";
import { go } from "../../shared/route";
import { useStrings, useStudio } from "../context";
import type { Dialogue, Stories } from "./contract";
import { curve, drawn, grown, type Twig } from "./flow";
import { STORIES } from "./strings";
import { addressOf, linesOf } from "./words";

interface Props {
  stories: Stories;
  dialogues: Dialogue[];
  /** Drawn stronger than the others. */
  chosen?: Dialogue | undefined;
  direction: "right" | "down";
  label: string;
}

/** Dialogues as a tree of boxes. A picture: who cannot see it reads the list beside it. */
export function Flow({ stories, dialogues, chosen, direction, label }: Props) {
  const { language } = useStudio();
  const words = useStrings(STORIES);
  const picture = useMemo(() => {
    const says = (twig: Twig): string[] => (twig.step ? linesOf(stories, twig.step, language) : [words.begins]);
    return drawn(grown(dialogues), says, direction);
  }, [stories, dialogues, direction, language, words]);
  const at = chosen ? dialogues.indexOf(chosen) : -1;
  const frame = useRef<HTMLElement>(null);
  useEffect(() => {
    const box = picture.boxes.find(({ twig }) => twig.step && twig.of.includes(at));
    if (frame.current && box) frame.current.scrollTop = box.y - frame.current.clientHeight / 2;
  }, [picture, at]);
  const lit = (twig: Twig): string => (at >= 0 && twig.of.includes(at) ? "is-lit" : "");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section ref={frame} class="flow" tabIndex={0} aria-label={label}>
      <svg role="img" aria-label={label} width={picture.width} height={picture.height}>
        {picture.edges.map((edge, one) => (
          <path key={one} class={`flow-line ${lit(edge.to.twig)}`} d={curve(edge, direction)} />
        ))}
        {picture.boxes.map((box, one) => {
          const target = dialogues[box.twig.of[0] ?? -1];
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: for the mouse; the list beside it has the same links
            <g
              key={one}
              class={`flow-box is-${box.twig.step?.kind ?? "start"} ${lit(box.twig)}`}
              transform={`translate(${box.x} ${box.y})`}
              onClick={() => box.twig.step && target && go(addressOf(target, "all"))}
            >
              <rect width={box.width} height={box.height} rx={box.twig.step?.kind === "action" ? 4 : 14} />
              {box.lines.map((line, row) => (
                <text key={row} x={10} y={18 + row * 18} class={row > 0 && line.startsWith("“") ? "is-words" : ""}>
                  {line}
                </text>
              ))}
            </g>
          );
        })}
      </svg>
    </section>
  );
}
