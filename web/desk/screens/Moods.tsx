import { useDesk } from "../context";
import { moodOf } from "./List";

const WIDTH = 96;
const HEIGHT = 28;

/** How the messages felt, drawn; and in words for who does not see it. */
export function Moods({ moods }: { moods: { seq: number; value: number }[] }) {
  const { strings } = useDesk();
  if (moods.length < 2) return null;
  const x = (at: number): number => 3 + (at / (moods.length - 1)) * (WIDTH - 6);
  const y = (value: number): number => HEIGHT / 2 - value * (HEIGHT / 2 - 4);
  const points = moods.map((mood, at) => `${x(at).toFixed(1)},${y(mood.value).toFixed(1)}`).join(" ");
  const last = moods.at(-1);
  const words = moods.map((mood) => strings.mood[moodOf(mood.value)]).join(", ");
  return (
    <svg class="moods" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} role="img">
      <title>{strings.moodChart(words)}</title>
      <line class="moods-zero" x1="0" x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      <polyline class="moods-line" points={points} />
      {last && (
        <circle class={`moods-now is-${moodOf(last.value)}`} cx={x(moods.length - 1)} cy={y(last.value)} r="3" />
      )}
    </svg>
  );
}
