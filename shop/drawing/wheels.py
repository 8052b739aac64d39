"""Helmets, locks and tools for the bicycle."""

from __future__ import annotations

from typing import Any

from shop.drawing.tile import INK, STEEL, Tile, box, mix, oval


def helmet(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 324, 132)
    tile.line("M122,258 C130,310 150,336 168,344 M282,250 C262,300 216,338 168,344", INK, 8, 0.85)
    tile.solid(box(154, 332, 30, 20, 5), INK, 0.4)
    shell = (
        "M44,246 C40,150 110,84 208,84 C302,84 360,150 358,232 C358,252 344,262 326,260 C250,250 "
        "150,262 84,272 C60,274 46,264 44,246 Z"
    )
    tile.solid(shell, depth=1.4)
    vents = (
        "M84,206 C92,158 124,124 164,112 C150,140 118,166 100,212 Z",
        "M126,214 C140,164 172,128 212,110 C204,144 176,172 152,216 Z",
        "M184,216 C196,172 222,140 258,122 C256,154 236,182 216,216 Z",
        "M250,216 C258,186 276,162 302,150 C306,176 296,198 284,218 Z",
    )
    for vent in vents:
        tile.flat(vent, mix(tile.color, INK, 0.78), 0.95)
        tile.line(vent, tile.tone(0.5), 1.6, 0.5)
    tile.band("M48,250 C120,240 280,232 356,240", mix(tile.color, INK, 0.55), 13)
    if tile.variation % 2:
        tile.solid("M336,206 C356,204 362,224 356,240 L336,242 Z", "#c0332e", 0.4)


def lock(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 350, 96)
    if tile.variation % 2:
        tile.band("M126,250 L126,140 C126,44 274,44 274,140 L274,250", mix(STEEL, INK, 0.2), 30)
        tile.band("M126,240 L126,144 C126,46 274,46 274,144 L274,240", tile.color, 22)
        tile.solid(box(92, 244, 216, 94, 26), INK, 0.9)
        tile.solid(box(106, 258, 188, 66, 18), tile.color, 0.6)
        tile.solid(oval(200, 290, 19), STEEL, 0.5)
        tile.solid(box(197, 280, 6, 20, 2), INK, 0.1)
        return
    chain = [
        (94, 216),
        (86, 170),
        (104, 126),
        (140, 96),
        (184, 84),
        (228, 88),
        (268, 110),
        (298, 146),
        (308, 192),
        (300, 238),
    ]
    for x, y in chain:
        tile.line(oval(x, y, 23, 17), mix(STEEL, INK, 0.45), 14, 1)
        tile.line(oval(x, y, 23, 17), STEEL, 8, 1)
    tile.band("M92,228 C60,150 110,86 196,84", tile.color, 40)
    tile.solid(box(108, 226, 204, 108, 30), tile.tone(-0.1), 1.0)
    tile.solid(oval(210, 280, 24), STEEL, 0.5)
    tile.solid(box(207, 268, 6, 24, 2), INK, 0.1)


def pump(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 340, 140)
    tile.band("M60,300 L300,60", STEEL, 20)
    tile.band("M88,272 L226,134", tile.color, 38)
    tile.band("M262,98 L326,34", INK, 34)
    tile.band("M60,300 L44,316", INK, 28)
    for fold, (x, y) in enumerate(((352, 166), (372, 214), (340, 288))):
        tile.band(f"M262,254 L{x},{y}", STEEL, 10 - fold)
    tile.solid("M176,262 L312,240 C326,240 330,262 318,270 L190,300 C172,300 164,270 176,262 Z", tile.tone(-0.1), 0.8)
    tile.band("M196,282 L140,334", STEEL, 9)
    for x, y in ((188, 282), (306, 256)):
        tile.solid(oval(x, y, 9), INK, 0.3)
