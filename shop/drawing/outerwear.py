"""Jackets, coats, vests and robes."""

from __future__ import annotations

from typing import Any

from shop.drawing.tile import CREAM, INK, Tile, both, box, mirror, oval, symmetric

_BODY = symmetric("M200,92 L170,84 L134,100 C138,132 132,160 130,188 L122,320 C150,330 178,332 200,332")
_SLEEVE = "M137,99 C110,106 102,124 95,150 L66,284 C76,294 90,296 101,294 L134,184 Z"
_LONG = symmetric("M200,84 L172,76 L138,92 C142,124 136,150 134,180 L116,350 C150,362 178,364 200,364")
_LONG_SLEEVE = "M140,91 C114,98 106,116 99,142 L72,280 C82,290 96,292 107,290 L138,176 Z"


def jacket(tile: Tile, options: dict[str, Any]) -> None:
    tile.zoom = 1.1
    tile.shadow(200, 350, 92)
    if options.get("hood"):
        _hood(tile, 92)
    for sleeve in (_SLEEVE, mirror(_SLEEVE)):
        tile.solid(sleeve)
    tile.solid(_BODY)
    if options.get("quilt"):
        _quilting(tile, _BODY, _SLEEVE, range(128, 330, 26))
    tile.line(both("M135,104 C140,130 134,160 131,186"))
    if options.get("seams"):
        tile.line("M136,140 C170,152 230,152 264,140", opacity=0.4)
        tile.line(both("M92,168 C104,176 118,178 130,176"), opacity=0.35)
    if options.get("stripe"):
        tile.clipped(_BODY, ["M110,190 L290,190"], tile.tone(0.7), 12, 0.85)
    tile.line("M200,96 L200,331", tile.tone(-0.6), 3, 0.8)
    tile.line("M203.5,100 L203.5,330", tile.tone(0.6), 1.2, 0.6)
    if options.get("chest_pocket"):
        tile.line("M222,160 L246,156", tile.tone(-0.6), 3.5, 0.75)
    if not options.get("light"):
        tile.line(both("M146,246 L164,288"), tile.tone(-0.6), 3.5, 0.65)
    tile.line(both("M68,278 C80,286 92,288 103,286"), opacity=0.5)
    tile.line("M123,314 C150,323 178,325 200,325 C222,325 250,323 277,314", opacity=0.4)
    if not options.get("hood"):
        collar = symmetric("M200,72 C186,72 176,72 168,76 L164,100 C176,110 188,113 200,113")
        tile.solid(collar, tile.tone(-0.1), 0.7)
        tile.line("M200,74 L200,112", tile.tone(-0.6), 3, 0.8)


def coat(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 372, 92)
    if options.get("hood"):
        _hood(tile, 84)
    for sleeve in (_LONG_SLEEVE, mirror(_LONG_SLEEVE)):
        tile.solid(sleeve)
    tile.solid(_LONG)
    tile.line(both("M139,96 C144,122 138,150 135,178"))
    tile.line("M200,110 L200,363", opacity=0.6)
    if options.get("lapel"):
        tile.flat("M178,78 L222,78 L200,150 Z", CREAM)
        tile.line("M186,82 L200,96 L214,82", "#c9bfa9", 2, 0.9)
        lapel = "M172,74 L196,158 L200,164 L176,150 L182,134 L160,126 L158,84 Z"
        for side in (lapel, mirror(lapel)):
            tile.solid(side, tile.tone(-0.08), 0.5)
    for height in range(176, 330, 40):
        tile.solid(oval(210, height, 6), tile.tone(-0.45 if options.get("lapel") else 0.45), 0.25)
    for pocket in (box(142, 252, 40, 44, 5), box(218, 252, 40, 44, 5)):
        tile.solid(pocket, depth=0.35)
    tile.line(both("M142,264 L182,264"), opacity=0.5)


def vest(tile: Tile, options: dict[str, Any]) -> None:
    tile.zoom = 1.15
    body = symmetric(
        "M200,94 L170,86 L146,98 C152,124 146,150 134,172 C128,184 128,196 128,208 L122,316 C150,326 178,328 200,328"
    )
    tile.shadow(200, 346, 86)
    collar = symmetric("M200,66 C184,66 174,68 168,74 L166,104 C178,112 190,114 200,114")
    tile.solid(collar, tile.tone(-0.25))
    tile.solid(body)
    if options.get("quilt"):
        tile.clipped(body, [_row(y) for y in range(124, 330, 26)], None, 2.4, 0.45)
        tile.clipped(body, [_row(y + 4) for y in range(124, 330, 26)], tile.tone(0.5), 2, 0.35)
    tile.line(both("M147,102 C152,126 146,150 136,172"), tile.tone(-0.5), 4, 0.5)
    tile.line("M200,70 L200,327", tile.tone(-0.6), 3, 0.85)
    tile.line(both("M144,250 L162,290"), tile.tone(-0.6), 4, 0.65)


def robe(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 374, 92)
    for sleeve in ("M140,91 C112,98 102,120 94,146 L62,262 L104,278 L138,180 Z",):
        tile.solid(sleeve)
        tile.solid(mirror(sleeve))
    tile.solid(_LONG)
    tile.flat("M182,80 L218,80 L200,168 Z", tile.tone(-0.45))
    shawl = "M174,76 C162,110 176,160 196,206 L204,214 L206,196 C190,160 184,120 184,80 Z"
    tile.solid(mirror(shawl), tile.tone(0.12), 0.6)
    tile.solid(shawl, tile.tone(0.12), 0.6)
    tile.line("M204,232 L206,362", opacity=0.45)
    tile.solid(box(128, 210, 144, 20, 4), tile.tone(-0.12), 0.5)
    tile.band("M206,226 C214,260 208,280 212,304", tile.tone(-0.12), 12)
    tile.band("M196,226 C186,256 190,270 182,290", tile.tone(-0.12), 12)
    tile.solid(oval(201, 221, 13, 12), tile.tone(-0.08), 0.4)
    for pocket in (box(140, 262, 42, 50, 5), box(222, 262, 42, 50, 5)):
        tile.solid(pocket, depth=0.35)


def _hood(tile: Tile, neck: int) -> None:
    outline = symmetric(
        f"M200,{neck - 64} C168,{neck - 64} 152,{neck - 40} 156,{neck - 2} L168,{neck + 16} L200,{neck + 20}"
    )
    opening = symmetric(
        f"M200,{neck - 46} C178,{neck - 46} 170,{neck - 28} 172,{neck - 6} L184,{neck + 12} L200,{neck + 16}"
    )
    tile.solid(outline)
    tile.flat(opening, tile.tone(-0.62))
    tile.line(opening, INK, 1.5, 0.3)


def _quilting(tile: Tile, body: str, sleeve: str, rows: range) -> None:
    for shape in (body, sleeve, mirror(sleeve)):
        tile.clipped(shape, [_row(y) for y in rows], None, 2.6, 0.5)
        tile.clipped(shape, [_row(y + 5) for y in rows], tile.tone(0.55), 2.5, 0.35)


def _row(y: int) -> str:
    return f"M50,{y + 6} C100,{y - 4} 160,{y + 8} 200,{y + 4} C240,{y + 8} 300,{y - 4} 350,{y + 6}"
