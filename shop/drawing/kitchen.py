"""Pans, knives and what stands on the table."""

from __future__ import annotations

from typing import Any

from shop.drawing.tile import CREAM, INK, STEEL, WOOD, Tile, box, mix, oval, symmetric


def pan(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(178, 318, 128)
    tile.band("M250,142 L352,50", mix(STEEL, INK, 0.15) if tile.variation % 2 else WOOD, 22)
    tile.solid(oval(346, 56, 5), CREAM, 0.1)
    tile.solid("M228,150 L262,118 L282,140 L250,172 Z", mix(STEEL, INK, 0.3), 0.5)
    tile.solid(oval(166, 216, 122, 112), tile.tone(-0.05), 1.2)
    tile.solid(oval(166, 208, 108, 98), mix(tile.color, INK, 0.55), 1.0)
    tile.solid(oval(168, 214, 84, 75), mix(tile.color, INK, 0.45), 0.8)
    tile.flat("M92,190 C102,140 150,118 190,124 C150,132 116,156 104,206 Z", "#ffffff", 0.2)


def knife(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(204, 306, 150)
    blade = "M34,262 C96,218 180,170 262,120 L288,158 C220,212 130,262 44,276 C34,276 28,268 34,262 Z"
    tile.solid(blade, "#d3d8de", 0.8)
    tile.line("M42,272 C130,254 216,206 284,154", "#ffffff", 5, 0.8)
    waves = [f"M40,{270 - k * 7} C120,{250 - k * 12} 190,{205 - k * 12} 276,{140 - k * 4}" for k in range(1, 5)]
    tile.clipped(blade, waves, "#8d959e", 1.5, 0.5)
    tile.solid("M258,116 L276,104 L302,146 L286,162 Z", mix(STEEL, INK, 0.2), 0.4)
    grip = "M274,106 L352,56 C370,48 386,68 374,84 L300,148 Z"
    tile.solid(grip, tile.color, 0.9)
    for x, y in ((302, 118), (328, 100), (354, 80)):
        tile.solid(oval(x, y, 5), STEEL, 0.15)


def board(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 348, 108)
    wood = WOOD if tile.variation % 2 else "#9a6a42"
    outline = symmetric(
        "M200,44 C180,44 172,56 172,72 L170,104 C166,118 112,112 106,134 L106,326 C106,338 114,344 126,344 L200,344"
    )
    tile.solid(outline, wood)
    grain = [f"M{x},30 C{x + 8},140 {x - 8},240 {x + 3},350" for x in range(112, 296, 17)]
    tile.clipped(outline, grain, mix(wood, INK, 0.5), 2, 0.3)
    tile.solid(oval(200, 74, 10), CREAM, 0.2)
    tile.line(box(124, 146, 152, 180, 12), mix(wood, INK, 0.5), 4, 0.45)
    tile.line(box(126, 149, 152, 180, 12), "#ffffff", 2, 0.3)


def kettle(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(196, 332, 112)
    tile.band("M122,158 C112,58 280,58 270,158", INK, 13)
    tile.band("M150,88 C170,76 222,76 244,88", WOOD, 18)
    spout = "M262,230 C306,226 310,180 318,150 L344,146 C344,196 336,262 272,280 Z"
    tile.solid(spout, tile.tone(-0.08), 0.7)
    body = symmetric("M200,150 C140,150 104,190 98,250 C94,300 102,328 130,330 L200,330")
    tile.solid(body, depth=1.5)
    tile.solid(symmetric("M200,132 C168,132 150,142 146,158 C160,166 180,168 200,168"), tile.tone(-0.06), 0.6)
    tile.solid(oval(200, 126, 12, 11), INK, 0.4)
    tile.flat("M118,250 C118,206 136,182 160,172 C140,200 132,240 134,290 Z", "#ffffff", 0.4)
    tile.line("M104,306 C150,316 250,316 296,306", opacity=0.4)


def press(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(190, 352, 86)
    metal = STEEL if tile.variation % 2 else mix(tile.color, STEEL, 0.2)
    tile.band("M252,152 C330,146 334,292 252,288", tile.color, 17)
    tile.band("M190,46 L190,130", STEEL, 6)
    tile.solid(oval(190, 44, 15, 13), INK, 0.5)
    tile.solid(box(124, 128, 132, 220, 12), "#dfe8ea", 0.7)
    tile.flat(box(131, 222, 118, 120, 8), "#4a2d1d", 0.92)
    tile.flat(box(131, 214, 118, 16, 4), "#8a5a38", 0.95)
    tile.line("M190,140 L190,204", STEEL, 5, 0.8)
    tile.solid(box(132, 200, 116, 12, 4), STEEL, 0.3)
    for y in (140, 318):
        tile.solid(box(120, y, 140, 14, 4), metal, 0.4)
    for x in (122, 246):
        tile.solid(box(x, 140, 12, 212, 3), metal, 0.4)
    tile.solid(symmetric("M200,104 C160,104 130,114 122,130 L122,142 L200,142"), tile.color, 0.6)
    tile.flat(box(144, 156, 9, 176, 4), "#ffffff", 0.5)


def mug(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(190, 326, 98)
    tile.band("M268,168 C350,160 350,290 262,276", tile.tone(-0.05), 22)
    body = (
        "M92,126 L282,126 C284,190 280,260 268,300 C262,320 246,326 226,326 L148,326 C128,326 "
        "112,320 106,300 C94,260 90,190 92,126 Z"
    )
    tile.solid(body, depth=1.5)
    tile.solid(oval(187, 127, 95, 22), tile.tone(-0.35), 0.6)
    tile.flat(oval(187, 133, 80, 14), "#5b3925", 0.95)
    tile.flat("M112,170 C114,230 118,270 128,300 L142,304 C132,260 130,210 130,166 Z", "#ffffff", 0.35)
    speckles = "".join(oval(100 + (k * 53) % 176, 170 + (k * 37) % 140, 1.6) + " " for k in range(26))
    tile.flat(speckles, mix(tile.color, INK, 0.6), 0.45)
    tile.line("M160,92 C150,76 172,66 160,46 M196,96 C186,78 208,66 196,44", "#ffffff", 5, 0.7)


def jar(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 336, 124)
    if tile.variation % 2 == 0:
        tile.solid(box(76, 196, 248, 136, 22), mix(STEEL, "#ffffff", 0.25), 1.2)
        tile.solid(box(68, 166, 264, 42, 14), tile.color, 0.7)
        for x in (92, 284):
            tile.solid(box(x, 184, 24, 46, 6), mix(tile.color, INK, 0.3), 0.4)
        tile.flat(box(94, 226, 14, 86, 7), "#ffffff", 0.5)
        return
    for x, y, width, height, filling in ((66, 196, 118, 138, "#d9b36a"), (198, 126, 136, 208, "#b06a45")):
        tile.solid(box(x, y, width, height, 20), "#e4edee", 0.7)
        tile.flat(box(x + 7, y + height * 0.35, width - 14, height * 0.62 - 4, 14), filling, 0.9)
        tile.solid(box(x + 4, y - 22, width - 8, 28, 8), tile.color if y < 150 else WOOD, 0.5)
        tile.flat(box(x + 14, y + 18, 9, height - 40, 4), "#ffffff", 0.6)
