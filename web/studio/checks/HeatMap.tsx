import { useRef, useState } from "preact/hooks";
import { useStrings } from "../context";
import type { Choosing } from "./Confusions";
import { heatOf, moved } from "./heat";
import { CHECKS } from "./strings";

const CELL = 22;
const NAME = 190;
const HEAD = 150;

/** The confused intents only: a square for each pair, the darker the larger the share. One tab stop; arrows move. */
export function HeatMap({ pairs, chosen, choose }: Choosing) {
  const words = useStrings(CHECKS);
  const { rows, columns, cells } = heatOf(pairs);
  const [at, setAt] = useState(0);
  const picture = useRef<SVGSVGElement>(null);
  const current = Math.min(at, cells.length - 1);

  function onKeyDown(event: KeyboardEvent): void {
    const next = moved(cells, current, event.key);
    if (next !== null) {
      event.preventDefault();
      setAt(next);
      picture.current?.querySelector<SVGElement>(`[data-at="${next}"]`)?.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      const cell = cells[current];
      if (cell) choose(cell.pair);
    }
  }

  return (
    <figure class="heat">
      <figcaption class="soft">{words.heat}</figcaption>
      <div class="heat-scroll">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a picture */}
        <svg
          ref={picture}
          width={NAME + columns.length * CELL + HEAD / 2}
          height={HEAD + rows.length * CELL + 4}
          role="group"
          aria-label={words.names.confused}
          onKeyDown={onKeyDown}
        >
          <g>
            {rows.map((name, row) => (
              <text key={name} x={NAME - 8} y={HEAD + row * CELL + CELL * 0.68} text-anchor="end">
                {name}
              </text>
            ))}
            {columns.map((name, column) => (
              <text key={name} transform={`translate(${NAME + column * CELL + CELL * 0.6} ${HEAD - 8}) rotate(-50)`}>
                {name}
              </text>
            ))}
          </g>
          {rows.map((name, row) => (
            <line
              key={name}
              class="heat-line"
              x1={NAME}
              x2={NAME + columns.length * CELL}
              y1={HEAD + (row + 1) * CELL}
              y2={HEAD + (row + 1) * CELL}
            />
          ))}
          {cells.map((cell, index) => (
            // biome-ignore lint/a11y/useSemanticElements: a button cannot be inside of a picture
            <rect
              key={`${cell.row} ${cell.column}`}
              data-at={index}
              class={cell.pair === chosen ? "heat-cell is-chosen" : "heat-cell"}
              x={NAME + cell.column * CELL + 1}
              y={HEAD + cell.row * CELL + 1}
              width={CELL - 2}
              height={CELL - 2}
              rx={3}
              fill-opacity={cell.strength}
              role="button"
              tabIndex={index === current ? 0 : -1}
              aria-pressed={cell.pair === chosen}
              aria-label={words.cell(cell.pair.intent, cell.pair.read_as, cell.pair.count, cell.pair.of)}
              onFocus={() => setAt(index)}
              onClick={() => choose(cell.pair)}
            >
              <title>{words.cell(cell.pair.intent, cell.pair.read_as, cell.pair.count, cell.pair.of)}</title>
            </rect>
          ))}
        </svg>
      </div>
    </figure>
  );
}
