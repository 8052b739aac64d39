import { piecesOf } from "./annotation";
import "./marker.css";

/** An example's words, with the name of each entity behind what is marked as it. */
export const Marked = ({ written }: { written: string }) => (
  <span class="marked">
    {piecesOf(written).map((piece) =>
      piece.entity ? (
        <mark key={piece.start}>
          {piece.text}
          <small data-entity={piece.entity} />
        </mark>
      ) : (
        piece.text
      ),
    )}
  </span>
);
