import { BarController, BarElement, CategoryScale, Chart as Drawing, Legend, LinearScale, Tooltip } from "chart.js";
import { useEffect, useRef, useState } from "preact/hooks";
import { useDesk } from "../context";
import type { Row } from "./contract";

Drawing.register(BarController, BarElement, CategoryScale, LinearScale, Legend, Tooltip);

const DARK = "(prefers-color-scheme: dark)";

/** Conversations that the bot settled, and those that people had, group by group. The table below it says the same. */
export function Chart({ rows, labels }: { rows: Row[]; labels: string[] }) {
  const { strings } = useDesk();
  const dark = useDark();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const place = canvas.current;
    if (!place) return;
    const style = getComputedStyle(place);
    const color = (token: string): string => resolved(place, style.getPropertyValue(token));
    const ink = color("--ink-soft");
    const axis = { stacked: true, ticks: { color: ink, precision: 0 }, grid: { color: color("--line") } };
    const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const drawing = new Drawing(place, {
      type: "bar",
      data: {
        labels,
        datasets: [
          {
            label: strings.numbers.automated,
            data: rows.map((row) => Math.round((row.bot.automated ?? 0) * row.bot.conversations)),
            backgroundColor: color("--line-strong"),
          },
          {
            label: strings.numbers.handled,
            data: rows.map((row) => row.human.handled),
            backgroundColor: color("--accent"),
          },
          {
            label: strings.numbers.abandoned,
            data: rows.map((row) => row.human.abandoned),
            backgroundColor: color("--bad"),
          },
        ],
      },
      options: {
        animation: reduced ? false : { duration: 300 },
        maintainAspectRatio: false,
        scales: { x: axis, y: axis },
        plugins: { legend: { labels: { color: ink } } },
      },
    });
    return () => drawing.destroy();
  }, [rows, labels, strings, dark]);
  return (
    <div class="chart">
      <canvas ref={canvas} role="img" aria-label={strings.numbers.chart} />
    </div>
  );
}

/** Whether the system is dark, also when that changes: a canvas keeps the colours that it was drawn with. */
function useDark(): boolean {
  const [dark, set] = useState(() => matchMedia(DARK).matches);
  useEffect(() => {
    const media = matchMedia(DARK);
    const changed = (): void => set(media.matches);
    media.addEventListener("change", changed);
    return () => media.removeEventListener("change", changed);
  }, []);
  return dark;
}

/** A token is a `light-dark()` pair, which a canvas does not know: the element's own colour does. */
function resolved(element: HTMLElement, value: string): string {
  element.style.color = value;
  const { color } = getComputedStyle(element);
  element.style.color = "";
  return color;
}
