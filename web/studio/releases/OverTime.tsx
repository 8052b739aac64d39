import {
  BarController,
  BarElement,
  CategoryScale,
  Chart as Drawing,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from "chart.js";
import { useEffect, useRef, useState } from "preact/hooks";
import { useStrings, useStudio } from "../context";
import type { Release } from "./contract";
import { RELEASES } from "./strings";

Drawing.register(
  BarController,
  BarElement,
  CategoryScale,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Legend,
  Tooltip,
);

const DARK = "(prefers-color-scheme: dark)";
const COLORS = ["--accent", "--warn", "--good", "--bad"];

/** Figures of what went out, oldest first; the cards below say the same in words. */
export function OverTime({ releases }: { releases: Release[] }) {
  const { strings, language } = useStudio();
  const words = useStrings(RELEASES);
  const dark = useDark();
  const canvas = useRef<HTMLCanvasElement>(null);
  const key = releases.map((each) => each.id).join();
  useEffect(() => {
    const place = canvas.current;
    if (!place) return;
    const style = getComputedStyle(place);
    const color = (token: string): string => resolved(place, style.getPropertyValue(token));
    const ink = color("--ink-soft");
    const languages = [...new Set(releases.flatMap((each) => Object.keys(each.figures.languages ?? {})))];
    const drawing = new Drawing<"line" | "bar", (number | null)[], string>(place, {
      type: "line",
      data: {
        labels: releases.map((each) => new Date(each.created).toLocaleDateString(language)),
        datasets: [
          ...languages.map((name, at) => ({
            type: "line" as const,
            label: words.accuracy(strings.languages[name] ?? name),
            data: releases.map((each) => asPercent(each.figures.languages?.[name]?.accuracy)),
            borderColor: color(COLORS[at % COLORS.length] ?? "--accent"),
            backgroundColor: color(COLORS[at % COLORS.length] ?? "--accent"),
            yAxisID: "y",
          })),
          {
            type: "bar" as const,
            label: words.seconds,
            data: releases.map((each) => each.figures.seconds ?? null),
            backgroundColor: color("--line-strong"),
            maxBarThickness: 28,
            yAxisID: "seconds",
          },
        ],
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        interaction: { mode: "index", intersect: false },
        scales: {
          x: { ticks: { color: ink }, grid: { color: color("--line") } },
          y: { suggestedMin: 80, max: 100, ticks: { color: ink, callback: (value) => `${value} %` } },
          seconds: { position: "right", beginAtZero: true, ticks: { color: ink }, grid: { display: false } },
        },
        plugins: {
          legend: { labels: { color: ink } },
          tooltip: { callbacks: { title: ([first]) => releases[first?.dataIndex ?? 0]?.title ?? "" } },
        },
      },
    });
    return () => drawing.destroy();
  }, [key, words, language, dark]);
  return (
    <div class="release-chart">
      <canvas ref={canvas} role="img" aria-label={words.chart} />
    </div>
  );
}

const asPercent = (share: number | null | undefined): number | null =>
  typeof share === "number" ? Math.round(share * 1000) / 10 : null;

/** Whether it is drawn dark, by choice or by the system; a canvas keeps the colours that it was drawn with. */
function useDark(): string {
  const { state } = useStudio();
  const [dark, set] = useState(() => matchMedia(DARK).matches);
  useEffect(() => {
    const media = matchMedia(DARK);
    const changed = (): void => set(media.matches);
    media.addEventListener("change", changed);
    return () => media.removeEventListener("change", changed);
  }, []);
  return `${dark} ${state.me?.preferences.theme}`;
}

/** A token is a `light-dark()` pair, which a canvas does not know: the element's own colour does. */
function resolved(element: HTMLElement, value: string): string {
  element.style.color = value;
  const { color } = getComputedStyle(element);
  element.style.color = "";
  return color;
}
