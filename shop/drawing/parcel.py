"""What stands for a product whose own look nobody has told: a closed carton with a tape of the product's colour."""

from __future__ import annotations

from typing import Any

from shop.drawing.tile import Tile, mirror

_CARD, _SIDE, _LID = "#c9a77c", "#b8946a", "#dcbf97"


def carton(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 330, 140)
    left = "M62,150 L200,196 L200,332 L62,280 Z"
    tile.solid(left, _CARD)
    tile.solid(mirror(left), _SIDE)
    tile.solid("M62,150 L200,104 L338,150 L200,196 Z", _LID, 0.6)
    tile.solid("M120,131 L142,123 L280,169 L258,177 Z", depth=0.3)
    tile.solid("M258,177 L280,169 L280,206 L258,214 Z", tile.tone(-0.12), 0.3)
    tile.line("M200,196 L200,332", "#6d5537", 2, 0.35)
    x = 84 + 4 * (tile.variation % 5)
    tile.flat(f"M{x},216 L{x + 62},238 L{x + 62},276 L{x},254 Z", "#f6efe2", 0.9)
    for y in (226, 236, 246):
        tile.line(f"M{x + 8},{y} L{x + 8 + 30 + 5 * (tile.variation % 3)},{y + 12}", "#8d7a5c", 2.4, 0.6)
