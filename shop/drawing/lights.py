"""Lamps, lanterns and strings of light; all of them switched on."""

from __future__ import annotations

from typing import Any

from shop.drawing.tile import CREAM, GLOW, INK, STEEL, WOOD, Tile, box, mix, oval, symmetric

_BRASS = "#c9a25c"


def tablelamp(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 354, 82)
    tile.glow(200, 190, 170)
    tile.solid(box(193, 200, 14, 50, 3), _BRASS, 0.4)
    if tile.variation % 2:
        foot = symmetric("M200,236 C176,236 168,246 172,258 C142,276 136,316 160,344 C170,350 184,352 200,352")
    else:
        foot = symmetric("M200,240 L184,240 L178,330 L136,338 C130,346 134,352 146,352 L200,352")
    tile.solid(foot)
    shade = symmetric("M200,72 L148,72 L104,214 C140,224 170,226 200,226")
    tile.solid(shade, "#fdf0d2", 0.6)
    tile.glow(200, 176, 96, 0.9)
    tile.line("M149,74 C176,80 224,80 251,74", "#d8c08c", 3, 0.8)
    tile.line("M105,213 C140,224 260,224 295,213", "#d8c08c", 4, 0.9)


def desklamp(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(230, 352, 96)
    tile.glow(108, 260, 120, 0.8)
    tile.band("M250,336 L296,216", tile.color, 12)
    tile.band("M296,216 L182,112", tile.color, 12)
    tile.solid(oval(296, 216, 14), mix(STEEL, INK, 0.2), 0.5)
    tile.solid(box(176, 328, 146, 24, 11), depth=0.7)
    head = "M196,88 L216,126 L126,214 C96,206 70,180 66,150 Z"
    tile.solid(head)
    tile.flat("M126,214 C96,206 70,180 66,150 C78,168 104,196 126,214 Z", "#fff2c4")
    tile.flat("M66,152 L20,336 L176,336 L126,214 C100,206 76,184 66,152 Z", GLOW, 0.28)
    tile.solid(oval(204, 106, 13), mix(STEEL, INK, 0.2), 0.5)


def floorlamp(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 374, 70)
    tile.glow(200, 112, 130)
    if tile.variation % 2:
        for leg in ("M200,150 L138,372", "M200,150 L262,372", "M200,150 L206,366"):
            tile.band(leg, WOOD, 9)
        tile.solid(oval(200, 160, 14, 12), INK, 0.4)
    else:
        tile.band("M200,140 L200,366", tile.tone(-0.15), 8)
        tile.solid(box(150, 360, 100, 14, 7), tile.tone(-0.15), 0.6)
    shade = symmetric("M200,36 L146,36 L128,148 C160,156 180,157 200,157")
    tile.solid(shade, mix("#fdf0d2", tile.color, 0.12), 0.6)
    tile.glow(200, 120, 66, 0.9)
    tile.line("M129,147 C160,156 240,156 271,147", "#d8c08c", 3, 0.9)


def pendant(tile: Tile, options: dict[str, Any]) -> None:
    tile.line("M200,0 L200,120", INK, 4, 0.85)
    tile.glow(200, 262, 130, 0.9)
    tile.solid(box(186, 96, 28, 34, 6), _BRASS, 0.4)
    if tile.variation % 3 == 0:
        shade = symmetric("M200,122 C140,126 84,176 76,252 C120,262 160,264 200,264")
    elif tile.variation % 3 == 1:
        shade = symmetric("M200,124 L170,128 C150,180 110,214 92,262 C130,270 170,270 200,270")
    else:
        shade = oval(200, 204, 92, 84)
    tile.solid(shade, depth=1.3)
    if tile.variation % 3 == 2:
        tile.glow(200, 230, 90, 0.55)
        tile.clipped(
            shade,
            [f"M100,{y} C160,{y + 20} 240,{y + 20} 300,{y}" for y in range(120, 300, 16)],
            tile.tone(-0.4),
            2,
            0.35,
        )
        return
    tile.solid(
        oval(200, 259 if tile.variation % 3 == 0 else 265, 122 if tile.variation % 3 == 0 else 106, 13), "#fff3cf", 0.2
    )
    tile.solid(oval(200, 268, 22, 20), "#fffaf0", 0.2)


def headlamp(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 336, 126)
    tile.band("M70,232 C60,90 340,90 330,232", tile.tone(-0.35), 30)
    tile.line("M92,190 C110,112 290,112 308,190", tile.tone(0.7), 4, 0.7, "10 8")
    tile.band("M70,228 C84,300 316,300 330,228", tile.color, 36)
    tile.line("M82,254 C120,300 280,300 318,254", tile.tone(0.7), 4, 0.6)
    tile.solid(box(138, 218, 124, 104, 28), INK, 0.9)
    tile.solid(box(146, 226, 108, 88, 22), tile.color, 0.8)
    tile.glow(184, 270, 74, 0.9)
    tile.solid(oval(184, 270, 32), "#e6ebee", 0.6)
    tile.solid(oval(184, 270, 20), "#fffbe8", 0.3)
    tile.solid(oval(234, 270, 12), "#d9dee2", 0.4)
    tile.solid(box(182, 208, 40, 14, 6), "#c2453e", 0.4)


def lantern(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 362, 78)
    tile.glow(200, 210, 160, 0.85)
    tile.line("M128,150 C110,20 290,20 272,150", INK, 5, 0.85)
    tile.solid(symmetric("M200,72 C172,72 160,84 156,104 L130,132 C150,142 176,144 200,144"))
    glass = symmetric("M200,142 L148,142 C128,180 128,240 148,278 L200,278")
    tile.solid(glass, "#fff6dc", 0.5)
    tile.glow(200, 214, 66, 1)
    tile.solid(box(194, 190, 12, 66, 6), "#fffdf4", 0.2)
    for x in (134, 262):
        tile.band(
            f"M{x},136 C{x + (-14 if x < 200 else 14)},190 {x + (-14 if x < 200 else 14)},240 {x},284",
            tile.tone(-0.3),
            6,
        )
    tile.solid(symmetric("M200,276 L134,276 C120,296 116,330 122,352 C150,360 180,360 200,360"))
    tile.solid(oval(200, 318, 14), STEEL, 0.4)


def stringlights(tile: Tile, options: dict[str, Any]) -> None:
    cable = mix(tile.color, INK, 0.65)
    tile.line("M0,92 C110,190 290,190 400,78", cable, 5, 0.95)
    tile.line("M0,214 C120,320 280,320 400,206", cable, 5, 0.95)
    upper = [(40, 122), (102, 152), (166, 166), (232, 165), (296, 150), (358, 112)]
    lower = [(30, 238), (94, 276), (164, 293), (236, 292), (304, 272), (366, 232)]
    for x, y in upper + lower:
        tile.glow(x, y + 34, 52, 0.8)
        tile.solid(box(x - 8, y, 16, 18, 4), mix(tile.color, INK, 0.35), 0.3)
        bulb = (
            f"M{x - 7},{y + 17} C{x - 8},{y + 26} {x - 18},{y + 32} {x - 18},{y + 44} C{x - 18},{y + 68}"
            f" {x + 18},{y + 68} {x + 18},{y + 44} C{x + 18},{y + 32} {x + 8},{y + 26} {x + 7},{y + 17}"
            " Z"
        )
        tile.solid(bulb, "#fff0c0", 0.4)
        tile.line(f"M{x - 5},{y + 46} L{x - 2},{y + 34} L{x + 2},{y + 46} L{x + 5},{y + 34}", "#e39b3c", 1.8, 0.9)


def bikelight(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 322, 140)
    tile.glow(112, 196, 120, 0.9)
    tile.solid(box(70, 138, 150, 116, 34), tile.color, 1.0)
    tile.solid(oval(112, 196, 54), INK, 0.7)
    tile.solid(oval(112, 196, 43), "#f2f5f6", 0.6)
    tile.solid(oval(112, 196, 22), "#fffbe6", 0.2)
    tile.solid(box(150, 248, 44, 58, 8), INK, 0.5)
    tile.band("M140,306 C150,328 196,328 206,306", INK, 13)
    tile.solid(box(188, 152, 18, 12, 5), "#6fd08a", 0.2)
    tile.solid(box(256, 168, 84, 110, 26), INK, 0.9)
    tile.solid(box(264, 176, 68, 94, 20), "#c0332e", 0.8)
    for y in (196, 222, 248):
        tile.flat(oval(298, y, 13, 8), "#ff8f7d", 0.9)
    tile.solid(box(284, 276, 28, 34, 5), CREAM if tile.variation % 2 else INK, 0.4)
