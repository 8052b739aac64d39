"""Headphones, speakers and watches."""

from __future__ import annotations

from math import cos, pi, sin
from typing import Any

from shop.drawing.tile import CREAM, INK, STEEL, WOOD, Tile, box, mirror, mix, oval


def headphones(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 352, 120)
    tile.band("M96,236 C84,20 316,20 304,236", tile.tone(-0.25), 26)
    tile.line("M112,150 C126,66 274,66 288,150", tile.tone(-0.55), 15, 0.7)
    for x in (100, 300):
        tile.band(f"M{x},176 L{x},250", STEEL, 11)
    pad, cup = box(112, 204, 34, 130, 17), box(62, 196, 58, 146, 29)
    for path in (pad, mirror(pad)):
        tile.solid(path, mix(tile.color, INK, 0.7), 0.7)
    for path in (cup, mirror(cup)):
        tile.solid(path)
    tile.line("M76,230 L76,310", tile.tone(0.7), 5, 0.5)
    tile.solid(oval(92, 269, 11), STEEL, 0.4)
    if options.get("cable"):
        tile.line("M92,340 C92,390 190,330 214,372 C226,392 260,392 268,382", INK, 5, 0.9)
        tile.solid(oval(308, 269, 22, 40), mix(tile.color, WOOD, 0.6), 0.6)


def earbuds(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 350, 108)
    tile.solid(box(106, 226, 188, 122, 46))
    tile.line("M108,266 C160,274 240,274 292,266", opacity=0.55)
    tile.solid(oval(200, 304, 5), "#6fd08a", 0.1)
    for flip in (False, True):
        stem = "M118,120 L146,120 L150,196 C150,208 128,208 126,196 Z"
        bud = "M88,100 C88,62 152,54 160,94 C164,128 136,142 116,140 C98,138 88,124 88,100 Z"
        tip = "M152,82 C172,72 184,86 182,102 C180,120 164,124 154,112 Z"
        for path, fill in ((tip, mix(tile.color, INK, 0.55)), (stem, tile.tone(-0.06)), (bud, tile.color)):
            tile.solid(mirror(path) if flip else path, fill, 0.7)
        grille = oval(112, 98, 9, 13)
        tile.flat(mirror(grille) if flip else grille, mix(tile.color, INK, 0.6), 0.8)


def speaker(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 350, 92)
    if tile.variation % 2:
        tile.band("M150,96 C154,48 246,48 250,96", tile.tone(-0.5), 12)
    body = box(112, 78, 176, 270, 62)
    tile.solid(body, depth=1.4)
    dots = [f"M{x},{y} h.1" for y in range(96, 330, 11) for x in range(118 + (y % 2) * 5, 286, 11)]
    tile.clipped(body, dots, tile.tone(-0.6), 3.6, 0.45)
    tile.solid(box(174, 268, 52, 22, 6), tile.tone(-0.35), 0.4)
    tile.line("M184,279 L216,279", tile.tone(0.7), 3, 0.9)
    tile.solid(oval(200, 92, 58, 13), tile.tone(-0.3), 0.5)


def bookshelf(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 358, 150)
    for x in (62, 214):
        tile.solid(box(x, 74, 124, 280, 10))
        tile.solid(box(x + 8, 82, 108, 264, 6), mix(tile.color, INK, 0.75), 0.6)
        tile.solid(oval(x + 62, 136, 25), mix(INK, STEEL, 0.2), 0.5)
        tile.solid(oval(x + 62, 136, 10), STEEL, 0.3)
        tile.solid(oval(x + 62, 250, 47), mix(INK, STEEL, 0.12), 0.7)
        tile.solid(oval(x + 62, 250, 37), mix(INK, STEEL, 0.32), 0.9)
        tile.solid(oval(x + 62, 250, 14), mix(INK, STEEL, 0.1), 0.4)
        tile.flat(oval(x + 62, 326, 12, 4), "#000000", 0.6)


def radio(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 318, 148)
    tile.line("M300,150 L344,52", STEEL, 5, 1)
    tile.band("M112,140 C114,96 286,96 288,140", tile.tone(-0.45), 12)
    tile.solid(box(52, 136, 296, 178, 34))
    grille = box(74, 160, 150, 130, 18)
    tile.solid(grille, CREAM, 0.5)
    tile.clipped(grille, [f"M70,{y} L230,{y}" for y in range(166, 290, 9)], mix(CREAM, INK, 0.5), 3, 0.5)
    tile.solid(box(242, 160, 84, 46, 8), "#20262c", 0.5)
    tile.line("M254,184 L300,184", "#ffd98a", 5, 0.9)
    for x in (262, 308):
        tile.solid(oval(x, 252, 21), CREAM, 0.5)
        tile.line(f"M{x},252 L{x + 8},238", INK, 3, 0.7)


def turntable(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 322, 158)
    tile.solid(box(40, 98, 320, 216, 16))
    tile.solid(oval(168, 206, 100, 96), STEEL, 0.5)
    tile.solid(oval(168, 205, 94, 90), "#1d1f23", 0.6)
    for r in (84, 74, 64, 54, 44):
        tile.line(oval(168, 205, r, r * 0.96), "#4a4e55", 1.2, 0.7)
    tile.flat("M168,205 L86,158 C96,140 112,126 128,120 Z", "#ffffff", 0.14)
    tile.flat("M168,205 L250,252 C240,270 224,284 208,290 Z", "#ffffff", 0.1)
    tile.solid(oval(168, 205, 31, 30), "#c2453e" if tile.variation % 2 else "#e0a33f", 0.4)
    tile.solid(oval(168, 205, 4), STEEL, 0.1)
    tile.solid(oval(312, 142, 25), STEEL, 0.5)
    tile.band("M312,142 L306,236 L244,262", "#e3e6ea", 8)
    tile.solid("M232,254 L254,248 L258,266 L238,272 Z", INK, 0.3)
    tile.solid(box(300, 268, 40, 22, 6), mix(STEEL, INK, 0.4), 0.4)


def watch(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(206, 372, 66)
    face = options.get("face", "plain")
    tile.solid("M162,130 L170,22 C186,16 214,16 230,22 L238,130 Z", tile.color, 0.9)
    tile.solid("M162,270 L170,378 C186,386 214,386 230,378 L238,270 Z", tile.color, 0.9)
    if face in ("plain", "chrono", "field"):
        tile.stitch("M174,30 L168,120 M226,30 L232,120 M168,282 L175,370 M232,282 L225,370")
    if face == "digital":
        _digital(tile)
        return
    case = "#d9b778" if face == "plain" and tile.variation % 3 == 0 else STEEL
    tile.solid(box(294, 188, 22, 24, 5), case, 0.4)
    if face == "chrono":
        for y in (142, 234):
            tile.solid(box(282, y, 20, 24, 5), case, 0.4)
    tile.solid(oval(200, 200, 102), case, 1.0)
    dial = {"plain": "#f8f5ee", "field": "#2c2f2b", "diver": mix(tile.color, INK, 0.45), "chrono": "#f5f3ee"}[face]
    if face == "diver":
        tile.solid(oval(200, 200, 95), mix(tile.color, INK, 0.2), 0.6)
        tile.line(_ticks(88, 80, 60), "#ffffff", 1.6, 0.8)
        tile.flat("M200,108 L209,124 L191,124 Z", "#ffffff", 0.95)
    tile.solid(oval(200, 200, 74 if face == "diver" else 90), dial, 0.5)
    _dial(tile, face, 66 if face == "diver" else 82, "#f4f1e8" if face in ("field", "diver") else INK)
    tile.flat("M132,150 C150,122 182,112 204,116 C172,126 150,150 142,184 Z", "#ffffff", 0.22)


def smartwatch(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(206, 372, 66)
    tile.solid("M150,122 L164,24 C186,16 214,16 236,24 L250,122 Z", tile.color, 0.9)
    tile.solid("M150,278 L164,376 C186,386 214,386 236,376 L250,278 Z", tile.color, 0.9)
    for y in (312, 330, 348):
        tile.flat(oval(200, y, 6, 4), tile.tone(-0.6), 0.8)
    for y in (164, 216):
        tile.solid(box(302, y, 14, 26, 5), mix(STEEL, INK, 0.3), 0.4)
    tile.solid(oval(200, 200, 108), mix(STEEL, INK, 0.45), 0.9)
    tile.solid(oval(200, 200, 94), "#14171b", 0.4)
    tile.line(_arc(78, -90, 150), "#59c48b", 10, 1)
    tile.line(_arc(78, 160, 262), "#33403c", 10, 1)
    tile.line(_arc(62, -90, 60), "#e0803f", 8, 1)
    tile.line("M160,212 L176,212 L184,190 L196,232 L206,202 L212,212 L240,212", "#ff7a6b", 4.5, 1)
    tile.line("M178,166 h18 v14 h-18 v14 h18 M206,166 h18 v28 h-18 v-28", "#ffffff", 4, 0.95)
    tile.line("M182,250 L218,250", "#9fb3c0", 5, 0.8)


def clock(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(208, 348, 116)
    tile.solid(oval(200, 196, 148), WOOD if tile.variation % 3 == 0 else tile.color, 1.2)
    tile.solid(oval(200, 196, 128), tile.color if tile.variation % 3 == 0 else "#faf7f0", 0.7)
    dark = tile.variation % 3 == 0 and sum(int(tile.color[k : k + 2], 16) for k in (1, 3, 5)) < 330
    _dial(tile, "wall", 112, "#faf7f0" if dark else INK, 196)


def _dial(tile: Tile, face: str, radius: float, ink: str, y: float = 200) -> None:
    if face == "chrono":
        for dx, dy in ((-34, 0), (34, 0), (0, 36)):
            tile.solid(oval(200 + dx, y + dy, 19), mix(tile.color, "#f5f3ee", 0.15), 0.3)
            tile.line(f"M{200 + dx},{y + dy} l6,-9", "#ffffff", 2, 0.9)
    tile.line(_ticks(radius, radius - (14 if face != "wall" else 18), 12, y), ink, 4.5 if face != "plain" else 3, 0.95)
    if face in ("field", "wall"):
        tile.line(_ticks(radius, radius - 5, 60, y), ink, 1.4, 0.7)
    if face == "diver":
        for number in range(12):
            angle = number * pi / 6
            tile.flat(oval(200 + 56 * sin(angle), y - 56 * cos(angle), 5.5), "#eafbe6")
    tile.line(f"M200,{y} L{200 - radius * 0.42:g},{y - radius * 0.32:g}", ink, 6.5, 1)
    tile.line(f"M200,{y} L{200 + radius * 0.5:g},{y - radius * 0.62:g}", ink, 4.5, 1)
    tile.line(
        f"M{200 - radius * 0.08:g},{y - radius * 0.16:g} L{200 + radius * 0.3:g},{y + radius * 0.66:g}", "#d0503f", 2, 1
    )
    tile.solid(oval(200, y, 6), "#d0503f", 0.1)


def _digital(tile: Tile) -> None:
    tile.solid(box(96, 112, 208, 176, 40), tile.tone(-0.15), 1.0)
    for x in (86, 300):
        for y in (146, 230):
            tile.solid(box(x, y, 14, 26, 4), STEEL, 0.3)
    tile.solid(box(116, 132, 168, 136, 18), mix(tile.color, INK, 0.65), 0.5)
    tile.solid(box(130, 160, 140, 82, 8), "#b9c7ad", 0.5)
    digits = "M146,178 h20 v22 h-20 v22 h20 M190,178 v44 M212,178 h20 v44 h-20 v-44 M244,178 h14 v22 h-14 h14 v22 h-14"
    tile.line(digits, "#232a22", 5, 0.9)
    tile.line("M204,190 h.1 M204,210 h.1", "#232a22", 6, 0.9)
    tile.line("M150,148 L184,148 M216,254 L250,254", tile.tone(0.5), 4, 0.8)


def _ticks(outer: float, inner: float, count: int, y: float = 200) -> str:
    angles = [number * 2 * pi / count for number in range(count)]
    return " ".join(
        f"M{200 + outer * sin(a):.1f},{y - outer * cos(a):.1f} L{200 + inner * sin(a):.1f},{y - inner * cos(a):.1f}"
        for a in angles
    )


def _arc(radius: float, start: float, end: float) -> str:
    a, b = start * pi / 180, end * pi / 180
    large = int(end - start > 180)
    return (
        f"M{200 + radius * cos(a):.1f},{200 + radius * sin(a):.1f} A{radius:g},{radius:g} 0 {large} 1 "
        f"{200 + radius * cos(b):.1f},{200 + radius * sin(b):.1f}"
    )
