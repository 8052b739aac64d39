import type { Pair } from "./contract";

export interface Cell {
  row: number;
  column: number;
  /** 0.15 … 1: how dark it is. */
  strength: number;
  pair: Pair;
}

export interface Heat {
  rows: string[];
  columns: string[];
  /** Row by row. */
  cells: Cell[];
}

const FAINTEST = 0.15;

/** Where each pair is drawn: rows and columns only of intents that are confused, the worst first. */
export function heatOf(pairs: Pair[]): Heat {
  const rows = [...new Set(pairs.map((pair) => pair.intent))];
  const columns = [...new Set(pairs.map((pair) => pair.read_as))];
  const most = Math.max(...pairs.map((pair) => pair.share), Number.EPSILON);
  const cells = pairs.map((pair) => ({
    row: rows.indexOf(pair.intent),
    column: columns.indexOf(pair.read_as),
    strength: FAINTEST + (1 - FAINTEST) * (pair.share / most),
    pair,
  }));
  cells.sort((one, other) => one.row - other.row || one.column - other.column);
  return { rows, columns, cells };
}

/** The cell that an arrow key leads to: the next in the row, or the nearest in the rows above or below; null: none. */
export function moved(cells: Cell[], at: number, key: string): number | null {
  const here = cells[at];
  if (!here) return null;
  const wanted = (cell: Cell): boolean => {
    if (key === "ArrowRight") return cell.row === here.row && cell.column > here.column;
    if (key === "ArrowLeft") return cell.row === here.row && cell.column < here.column;
    if (key === "ArrowDown") return cell.row > here.row;
    if (key === "ArrowUp") return cell.row < here.row;
    return false;
  };
  const distance = (cell: Cell) => 1000 * Math.abs(cell.row - here.row) + Math.abs(cell.column - here.column);
  const [nearest] = cells.filter(wanted).sort((one, other) => distance(one) - distance(other));
  return nearest ? cells.indexOf(nearest) : null;
}
