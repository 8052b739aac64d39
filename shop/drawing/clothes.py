"""Shirts, jumpers and trousers."""

from __future__ import annotations

from typing import Any

from shop.drawing.tile import Tile, both, box, mirror, oval, symmetric

_TORSO = symmetric(
    "M200,106 C184,106 174,98 168,88 L132,102 C138,132 134,170 132,200 L130,318 C154,325 178,326 200,326"
)
_SHORT = "M134,101 C112,108 98,122 88,142 L66,192 L104,210 L134,172 Z"
_LONG = "M134,101 C110,108 102,126 95,150 L68,292 C78,300 90,301 100,299 L133,186 Z"


def tshirt(tile: Tile, options: dict[str, Any]) -> None:
    _top(tile, _LONG if options.get("long") else _SHORT)
    if options.get("stripe"):
        tile.clipped(_TORSO, ["M110,196 L290,176", "M110,214 L290,194"], tile.tone(0.75), 8, 0.85)
    if options.get("long"):
        tile.line(both("M69,284 C80,291 92,292 102,290"), opacity=0.5)
    _crew_neck(tile)


def shirt(tile: Tile, options: dict[str, Any]) -> None:
    _top(tile, _LONG)
    if options.get("check"):
        for shape in (_LONG, _TORSO, mirror(_LONG)):
            tile.clipped(shape, [f"M{x},70 L{x},340" for x in range(62, 350, 34)], tile.tone(-0.55), 11, 0.32)
            tile.clipped(shape, [f"M50,{y} L350,{y}" for y in range(104, 340, 34)], tile.tone(-0.55), 11, 0.32)
            tile.clipped(shape, [f"M{x},70 L{x},340" for x in range(79, 350, 34)], tile.tone(0.8), 2, 0.5)
            tile.clipped(shape, [f"M50,{y} L350,{y}" for y in range(121, 340, 34)], tile.tone(0.8), 2, 0.5)
    tile.line(both("M134,106 C139,132 135,166 133,184"))
    tile.solid(box(192, 112, 17, 214, 2), depth=0.35)
    for y in range(136, 320, 32):
        tile.solid(oval(200.5, y, 3.4), tile.tone(0.75), 0.1)
    if options.get("chest_pocket"):
        tile.solid(box(224, 156, 34, 38, 5), depth=0.35)
        tile.line("M224,165 L258,165", opacity=0.5)
    _collar(tile)
    tile.line(both("M69,278 C80,285 92,287 103,285"), opacity=0.5)


def polo(tile: Tile, options: dict[str, Any]) -> None:
    _top(tile, _SHORT)
    tile.line(both("M70,184 L107,201"), opacity=0.5)
    tile.solid(box(192, 108, 16, 62, 2), depth=0.35)
    for y in (126, 144, 160):
        tile.solid(oval(200, y, 3), tile.tone(0.75), 0.1)
    _collar(tile)


def jersey(tile: Tile, options: dict[str, Any]) -> None:
    _top(tile, _SHORT)
    band, pale = tile.tone(-0.35), tile.tone(0.8)
    tile.clipped(_TORSO, ["M110,188 L290,188"], band, 40, 0.95)
    tile.clipped(_TORSO, ["M110,164 L290,164", "M110,212 L290,212"], pale, 5, 0.95)
    tile.line("M200,112 L200,325", tile.tone(-0.6), 3, 0.8)
    tile.line(both("M69,186 L106,203"), pale, 5, 0.9)
    tile.solid(symmetric("M200,84 C186,84 176,84 170,88 L168,104 C180,114 190,116 200,116"), band, 0.5)


def hoodie(tile: Tile, options: dict[str, Any]) -> None:
    tile.zoom = 1.12
    tile.shadow(200, 344, 88)
    for sleeve in (_LONG, mirror(_LONG)):
        tile.solid(sleeve)
    tile.solid(_TORSO)
    hood = symmetric("M200,58 C166,56 146,84 152,112 C164,132 184,142 200,144")
    tile.solid(hood)
    tile.flat(symmetric("M200,82 C180,80 168,92 170,108 C178,122 190,130 200,132"), tile.tone(-0.6))
    tile.line("M186,132 C184,156 188,170 185,186", tile.tone(0.8), 3.5, 0.95)
    tile.line("M214,132 C217,154 213,172 216,192", tile.tone(0.8), 3.5, 0.95)
    pocket = symmetric("M200,236 L160,236 L144,272 L144,304 L200,304")
    tile.solid(pocket, depth=0.4)
    tile.stitch("M162,240 L148,273")
    tile.stitch("M238,240 L252,273")
    tile.line("M130,310 C154,317 178,318 200,318 C222,318 246,317 270,310", opacity=0.55)
    tile.line(both("M70,282 C80,289 92,290 103,288"), opacity=0.55)


def fleece(tile: Tile, options: dict[str, Any]) -> None:
    _top(tile, _LONG)
    yoke = symmetric("M200,106 C184,106 174,98 168,88 L132,102 C136,120 136,134 136,148 C160,156 180,158 200,158")
    tile.solid(yoke, tile.tone(-0.32), 0.6)
    curls = [f"M{x},{y} q4,-5 8,0" for y in range(168, 322, 12) for x in range(128 + (y // 12 % 2) * 8, 274, 17)]
    tile.clipped(_TORSO, curls, tile.tone(0.6), 1.8, 0.4)
    tile.solid(symmetric("M200,70 C186,70 176,72 170,76 L166,100 C178,110 190,112 200,112"), tile.tone(-0.32), 0.6)
    tile.line("M200,74 L200,200", tile.tone(-0.65), 3.5, 0.9)
    tile.solid(box(224, 172, 38, 36, 4), tile.tone(-0.32), 0.4)
    tile.line("M226,182 L260,182", tile.tone(0.6), 2, 0.6)


def trousers(tile: Tile, options: dict[str, Any]) -> None:
    tile.zoom = 1.08
    ankle = 160 if options.get("jogger") else 150
    leg = f"M200,70 L150,70 C142,110 138,160 136,200 L{ankle - 28},352 L{ankle + 20},356 L196,176 L200,160"
    outline = symmetric(leg)
    tile.shadow(200, 366, 84)
    tile.solid(outline)
    tile.line("M200,92 L200,164", opacity=0.6)
    tile.line("M200,164 L196,178 M200,164 L204,178", opacity=0.5)
    tile.solid(box(149, 64, 102, 18, 4), tile.tone(-0.12), 0.4)
    tile.line(both("M152,92 C158,108 152,118 142,126"), tile.tone(-0.6), 2.6, 0.65)
    _trouser_details(tile, options, outline)


def leggings(tile: Tile, options: dict[str, Any]) -> None:
    tile.zoom = 1.08
    outline = symmetric(
        "M200,68 L156,68 C146,110 142,150 146,190 C148,250 146,300 152,352 L180,354 C184,290 192,220 197,172 L200,160"
    )
    tile.shadow(200, 362, 66)
    tile.solid(outline)
    tile.solid(symmetric("M200,60 L157,60 L154,90 C170,96 186,97 200,97"), tile.tone(-0.15), 0.5)
    tile.line(both("M150,130 C154,190 152,260 158,350"), tile.tone(0.7), 3, 0.65)
    tile.line("M200,98 L200,166", opacity=0.5)


def bibshorts(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 346, 84)
    for strap in ("M168,190 C160,140 166,90 186,62", "M232,190 C240,140 234,90 214,62"):
        tile.band(strap, tile.tone(0.35), 17)
    outline = symmetric("M200,178 L150,170 C140,210 130,250 122,330 C144,340 168,340 186,334 L198,262 L200,256")
    tile.solid(outline)
    tile.clipped(
        outline, ["M110,322 C140,336 170,336 192,328", "M290,322 C260,336 230,336 208,328"], tile.tone(0.6), 13, 0.8
    )
    tile.line("M200,182 L200,254", tile.tone(0.4), 2, 0.6)
    tile.line(both("M152,180 C156,230 148,290 146,330"), tile.tone(0.5), 2, 0.6)


def gloves(tile: Tile, options: dict[str, Any]) -> None:
    tile.zoom = 1.15
    for turn in ("", "m"):
        hand = (
            "M108,322 L104,238 C84,222 70,200 64,180 C62,168 78,164 84,174 L104,200 L102,118 C102,104 122,104 123,118 "
            "L126,178 L130,98 C131,84 150,84 150,98 L149,178 L158,106 C160,92 178,94 177,108 L170,184 L182,132 "
            "C186,120 201,124 199,138 L184,236 L180,322 C156,330 132,330 108,322 Z"
        )
        hand = _shifted(hand, -6) if not turn else mirror(_shifted(hand, -6))
        tile.solid(hand, depth=0.75)
    for cuff in (box(98, 290, 80, 30, 6), box(222, 290, 80, 30, 6)):
        tile.solid(cuff, tile.tone(-0.35), 0.5)
    for x in (140, 260):
        tile.solid(oval(x, 236, 24, 20), tile.tone(-0.3), 0.5)


def _shifted(path: str, by: int) -> str:
    """The path moved sideways."""
    return " ".join(
        part if "," not in part else f"{part[: len(part) - len(part.lstrip('MLC'))]}{_moved(part.lstrip('MLC'), by)}"
        for part in path.split()
    )


def _moved(pair: str, by: int) -> str:
    x, y = pair.split(",")
    return f"{float(x) + by:g},{y}"


def _top(tile: Tile, sleeve: str) -> None:
    tile.zoom = 1.2
    tile.shadow(200, 344, 84)
    for side in (sleeve, mirror(sleeve)):
        tile.solid(side)
    tile.solid(_TORSO)
    tile.line(both("M134,106 C139,132 135,160 134,176"), opacity=0.4)
    tile.line("M130,311 C154,318 178,319 200,319 C222,319 246,318 270,311", opacity=0.3)
    tile.flat(symmetric("M200,94 C186,94 176,90 168,88 C174,98 184,106 200,106"), tile.tone(-0.4))


def _crew_neck(tile: Tile) -> None:
    tile.line("M168,89 C174,102 186,110 200,110 C214,110 226,102 232,89", tile.tone(-0.25), 7, 1)
    tile.line("M168,89 C174,102 186,110 200,110 C214,110 226,102 232,89", tile.tone(0.25), 1.5, 0.7)


def _collar(tile: Tile) -> None:
    flap = "M170,78 L200,106 L184,136 L158,98 C160,88 164,82 170,78 Z"
    tile.flat(symmetric("M200,78 L170,78 L200,106"), tile.tone(-0.4))
    for side in (flap, mirror(flap)):
        tile.solid(side, tile.tone(0.06), 0.5)


def _trouser_details(tile: Tile, options: dict[str, Any], outline: str) -> None:
    if options.get("crease"):
        tile.line(both("M168,130 L144,350"), tile.tone(0.5), 1.6, 0.5)
    if options.get("denim"):
        tile.stitch(
            "M152,96 C159,110 153,121 142,130 M248,96 C241,110 247,121 258,130 M205,94 L205,140 "
            "C205,150 202,156 200,160"
        )
        tile.stitch(both("M196,182 L170,350"))
        tile.stitch(both("M124,344 L168,348"))
    if options.get("cargo"):
        for pocket in ("M128,206 L170,210 L166,254 L122,250 Z",):
            tile.solid(pocket, depth=0.4)
            tile.solid(mirror(pocket), depth=0.4)
            tile.line(both("M127,218 L169,222"), opacity=0.6)
    if options.get("seam_knee"):
        tile.line(both("M130,264 L182,268"), tile.tone(-0.6), 3.5, 0.8)
    if options.get("shell"):
        tile.line(both("M140,190 L124,350"), tile.tone(0.7), 2.4, 0.6)
        tile.line(both("M130,270 C150,276 166,276 178,272"), opacity=0.4)
    if options.get("jogger"):
        for cuff in ("M131,334 L182,338 L180,358 L133,355 Z",):
            tile.solid(cuff, tile.tone(-0.2), 0.4)
            tile.solid(mirror(cuff), tile.tone(-0.2), 0.4)
        tile.line("M194,84 C190,104 194,116 191,128 M206,84 C210,102 206,118 209,132", tile.tone(0.8), 3, 0.9)
