import type { Language } from "../../shared/contract";
import type { Compared, Estimate, FigureName } from "./contract";
import type { TrialStrings } from "./strings";
import { amount, axisOf } from "./words";

const WIDTH = 260;
const SIDE = 26;
const ROWS = { trial: 14, live: 36 };
const AXIS = 54;

interface Props {
  name: FigureName;
  compared: Compared;
  words: TrialStrings;
  language: Language;
}

/** Both arms of one figure on one axis: the dot is the figure, the whisker its interval. The table says the same. */
export function Whiskers({ name, compared, words, language }: Props) {
  const [begin, end] = axisOf(name, compared);
  const at = (value: number): number => SIDE + ((value - begin) / (end - begin)) * (WIDTH - 2 * SIDE);
  const middle = (begin + end) / 2;
  return (
    <svg
      class="whiskers"
      viewBox={`0 0 ${WIDTH} 72`}
      role="img"
      aria-label={described(name, compared, words, language)}
    >
      <line class="whiskers-axis" x1={at(begin)} x2={at(end)} y1={AXIS} y2={AXIS} />
      {[begin, middle, end].map((value) => (
        <g key={value}>
          <line class="whiskers-grid" x1={at(value)} x2={at(value)} y1={4} y2={AXIS + 3} />
          <text x={at(value)} y={AXIS + 15} text-anchor="middle">
            {amount(name, value, language)}
          </text>
        </g>
      ))}
      <Whisker arm="trial" estimate={compared.trial} at={at} />
      <Whisker arm="live" estimate={compared.live} at={at} />
    </svg>
  );
}

interface WhiskerProps {
  arm: "trial" | "live";
  estimate: Estimate;
  at(value: number): number;
}

function Whisker({ arm, estimate: { value, low, high }, at }: WhiskerProps) {
  if (value === null || low === null || high === null) return null;
  const y = ROWS[arm];
  return (
    <g class={`whisker is-${arm}`}>
      <line x1={at(low)} x2={at(high)} y1={y} y2={y} />
      <line x1={at(low)} x2={at(low)} y1={y - 4} y2={y + 4} />
      <line x1={at(high)} x2={at(high)} y1={y - 4} y2={y + 4} />
      {arm === "trial" ? (
        <circle cx={at(value)} cy={y} r={5} />
      ) : (
        <rect x={at(value) - 4.5} y={y - 4.5} width={9} height={9} />
      )}
    </g>
  );
}

function described(name: FigureName, compared: Compared, words: TrialStrings, language: Language): string {
  const one = (label: string, { value, low, high }: Estimate): string =>
    value === null || low === null || high === null
      ? `${label}: ${words.none}`
      : `${label}: ${amount(name, value, language)} (${amount(name, low, language)} ${words.to} ${amount(name, high, language)})`;
  return `${words.figures[name]}. ${one(words.tried, compared.trial)}; ${one(words.live, compared.live)}`;
}
