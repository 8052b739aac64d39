import { useWords } from "./context";

/** How the shop's colour names look as dyed cloth, not as screen primaries. */
const DYES: Record<string, string> = {
  black: "#23262a",
  white: "#fbfaf6",
  grey: "#8b9297",
  navy: "#22365a",
  blue: "#3f74b8",
  green: "#3e7a53",
  olive: "#6d6f3a",
  red: "#b23a33",
  orange: "#d97a33",
  yellow: "#e3b93c",
  brown: "#6f4e37",
  beige: "#d9c7a7",
  pink: "#dca3ac",
  purple: "#6d4d8c",
};

export function Swatch({ colour, named = false }: { colour: string; named?: boolean }) {
  const { strings } = useWords();
  const name = strings.colours[colour] ?? colour;
  return (
    <span class="swatch" title={named ? undefined : name}>
      <i style={{ background: DYES[colour] ?? "transparent" }} aria-hidden="true" />
      <span class={named ? "" : "hidden"}>{name}</span>
    </span>
  );
}
