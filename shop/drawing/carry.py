"""Backpacks, bags and suitcases."""

from __future__ import annotations

from typing import Any

from shop.drawing.tile import INK, STEEL, Tile, both, box, oval, symmetric


def backpack(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 352, 104)
    tile.band("M176,74 C176,46 224,46 224,74", tile.tone(-0.45), 11)
    if options.get("hipbelt"):
        for path in ("M118,286 C84,286 70,300 62,326", "M282,286 C316,286 330,300 338,326"):
            tile.band(path, tile.tone(-0.5), 26)
    for side in (box(92, 220, 44, 96, 18), box(264, 220, 44, 96, 18)):
        tile.solid(side, tile.tone(-0.28), 0.7)
    top = 60 if options.get("lid") or options.get("rolltop") else 66
    body = symmetric(f"M200,{top} C150,{top} 124,84 116,130 C106,190 104,270 110,318 C114,342 150,348 200,348")
    tile.solid(body)
    if options.get("rolltop"):
        tile.solid(box(112, 76, 176, 42, 16), tile.tone(-0.12), 0.7)
        tile.line("M116,98 C160,106 240,106 284,98", opacity=0.6)
        tile.band("M200,70 L200,220", tile.tone(-0.5), 14)
        tile.solid(box(184, 176, 32, 30, 5), INK, 0.4)
        tile.line("M128,262 C170,270 230,270 272,262", tile.tone(0.7), 5, 0.7)
    elif options.get("lid"):
        lid = symmetric("M200,48 C150,48 118,60 112,96 C110,122 122,132 140,134 L200,138")
        tile.solid(lid, tile.tone(-0.15))
        tile.line("M134,96 C170,88 230,88 266,96", tile.tone(-0.6), 3, 0.8)
        for x in (152, 248):
            tile.band(f"M{x},132 L{x},206", tile.tone(-0.5), 9)
            tile.solid(box(x - 11, 158, 22, 18, 3), INK, 0.3)
        tile.solid(symmetric("M200,226 L142,222 C132,250 130,300 138,326 L200,332"), tile.tone(-0.1), 0.7)
        tile.line(both("M128,150 C120,200 118,270 124,316"), tile.tone(0.5), 3, 0.5)
    else:
        tile.line("M126,150 C150,98 250,98 274,150", tile.tone(-0.6), 4, 0.75)
        tile.solid(
            symmetric("M200,206 C160,206 144,214 140,232 C134,262 134,300 140,322 L200,330"), tile.tone(-0.12), 0.7
        )
        tile.line("M146,238 C160,226 240,226 254,238", tile.tone(-0.6), 4, 0.8)
        tile.line("M148,240 L140,256", tile.tone(0.8), 3, 0.9)
        tile.solid(box(182, 156, 36, 22, 4), tile.tone(-0.45), 0.3)


def tote(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 346, 110)
    tile.band("M158,170 C156,40 244,40 242,170", tile.tone(-0.25), 12)
    body = symmetric("M200,150 L112,150 L96,330 C98,342 120,346 200,346")
    tile.solid(body)
    tile.band("M146,206 C140,64 260,64 254,206", tile.tone(-0.12), 14)
    tile.stitch("M115,164 L285,164")
    tile.line("M118,196 C124,250 116,300 112,336", opacity=0.25)
    tile.line("M280,200 C272,250 286,300 288,330", opacity=0.25)
    for x in (146, 254):
        tile.solid(box(x - 9, 192, 18, 22, 2), tile.tone(-0.12), 0.3)
    tile.solid(box(180, 280, 40, 22, 3), "#b9854f", 0.3)


def duffel(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 316, 152)
    body = (
        "M84,150 C140,136 260,136 316,150 C352,160 364,200 362,238 C360,284 340,308 312,312 "
        "L88,312 C60,308 40,284 38,238 C36,200 48,160 84,150 Z"
    )
    tile.solid(body)
    tile.line("M70,168 C140,154 260,154 330,168", tile.tone(-0.6), 5, 0.8)
    for x in (122, 278):
        tile.band(
            f"M{x},148 C{x + (8 if x > 200 else -8)},200 {x + (8 if x > 200 else -8)},260 {x},311", tile.tone(-0.5), 20
        )
    tile.band("M124,152 C136,84 264,84 276,152", tile.tone(-0.5), 13)
    tile.solid(box(178, 96, 44, 18, 8), tile.tone(-0.35), 0.4)
    tile.solid(box(156, 204, 88, 60, 8), tile.tone(-0.12), 0.5)
    tile.line("M164,218 L236,218", tile.tone(-0.6), 3, 0.8)
    tile.line("M52,190 C44,230 52,280 76,304 M348,190 C356,230 348,280 324,304", tile.tone(0.5), 3, 0.5)


def messenger(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 326, 128)
    tile.band("M86,176 C96,36 304,36 314,176", tile.tone(-0.4), 16)
    tile.solid(box(74, 156, 252, 166, 20), tile.tone(-0.18))
    flap = "M70,150 L330,150 C336,200 334,250 322,272 C316,280 84,280 78,272 C66,250 64,200 70,150 Z"
    tile.solid(flap)
    tile.stitch("M80,158 C76,200 76,246 88,266 C120,271 280,271 312,266 C324,246 324,200 320,158")
    for x in (138, 262):
        tile.solid(box(x - 10, 228, 20, 68, 3), tile.tone(-0.4), 0.4)
        tile.solid(box(x - 14, 262, 28, 20, 4), STEEL, 0.3)
        tile.solid(box(x - 6, 267, 12, 10, 1), tile.tone(-0.4), 0.1)


def suitcase(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 366, 94)
    for x in (168, 232):
        tile.band(f"M{x},110 L{x},38", STEEL, 8)
    tile.band("M162,38 L238,38", INK, 15)
    for x in (136, 264):
        tile.solid(oval(x, 354, 13), INK, 0.4)
    tile.solid(box(110, 92, 180, 256, 26))
    for x in (142, 170, 200, 230, 258):
        tile.line(f"M{x},112 L{x},330", tile.tone(-0.5), 5, 0.4)
        tile.line(f"M{x + 4},112 L{x + 4},330", tile.tone(0.6), 3, 0.4)
    tile.solid(box(170, 98, 60, 16, 7), INK, 0.4)
    tile.solid(box(262, 196, 20, 46, 5), INK, 0.4)


def beltbag(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 292, 118)
    tile.band("M84,214 C20,190 40,100 200,100 C360,100 380,190 316,214", tile.tone(-0.45), 17)
    tile.solid(box(226, 84, 40, 32, 7), INK, 0.4)
    body = symmetric("M200,172 C130,172 92,176 76,204 C66,236 84,284 120,290 C150,294 180,294 200,294")
    tile.solid(body)
    tile.line("M92,206 C140,194 260,194 308,206", tile.tone(-0.6), 5, 0.8)
    tile.line("M304,206 L322,222", tile.tone(0.8), 4, 0.9)
    tile.solid(symmetric("M200,226 C160,226 126,228 116,240 C114,262 126,278 144,280 L200,282"), tile.tone(-0.1), 0.5)
    tile.line("M124,242 C160,234 240,234 276,242", tile.tone(-0.6), 3.5, 0.7)


def pannier(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 350, 92)
    tile.band("M162,88 C162,52 238,52 238,88", tile.tone(-0.5), 12)
    body = symmetric("M200,84 L132,84 C126,130 112,220 112,316 C112,340 130,348 200,348")
    tile.solid(body)
    tile.solid(box(122, 78, 156, 48, 18), tile.tone(-0.14), 0.7)
    tile.line("M128,104 C160,110 240,110 272,104", opacity=0.6)
    for x in (146, 254):
        tile.band(f"M{x},120 L{x - (8 if x < 200 else -8)},200", tile.tone(-0.5), 10)
        tile.solid(box(x - 16 if x < 200 else x - 8, 150, 24, 20, 4), INK, 0.3)
    reflector = "M200,226 L226,262 L200,298 L174,262 Z"
    tile.solid(reflector, "#e6e9ec", 0.4)
    tile.line("M116,328 C150,334 250,334 284,328", opacity=0.5)
