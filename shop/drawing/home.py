"""Bedding and towels."""

from __future__ import annotations

from typing import Any

from shop.drawing.tile import WOOD, Tile, box, mix


def duvet(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 332, 150)
    for y, inset, tone in ((260, 0, -0.08), (196, 8, -0.03), (132, 14, 0.04)):
        left, right = 62 + inset, 338 - inset
        layer = (
            f"M{left},{y + 10} C120,{y - 8} 280,{y - 8} {right},{y + 10} "
            f"C{right + 18},{y + 24} {right + 18},{y + 56} {right},{y + 68} "
            f"C280,{y + 76} 120,{y + 76} {left},{y + 68} C{left - 18},{y + 56} {left - 18},{y + 24} {left},{y + 10} Z"
        )
        tile.solid(layer, tile.tone(tone), 1.0)
        tile.clipped(
            layer,
            [f"M{x},{y - 20} C{x - 7},{y + 20} {x + 7},{y + 50} {x},{y + 90}" for x in range(100, 320, 50)],
            None,
            2.4,
            0.3,
        )
        tile.line(f"M{66 + inset},{y + 39} C120,{y + 44} 280,{y + 44} {334 - inset},{y + 39}", opacity=0.3)
    tile.band("M150,120 C146,190 148,270 150,338", "#c9a98a", 13)
    tile.solid("M138,116 C120,92 150,84 152,112 C156,84 184,92 164,118 Z", "#c9a98a", 0.4)


def pillow(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(204, 322, 138)
    for shape, tone in ((_cushion(214, 168, 136, 74), -0.12), (_cushion(194, 232, 160, 88), 0.04)):
        tile.solid(shape, tile.tone(tone), 1.9)
        tile.line(shape, tile.tone(-0.35), 1.6, 0.35)
    tile.line("M58,172 C80,190 92,202 100,218 M330,172 C308,190 296,202 288,218", opacity=0.28)
    tile.line("M58,292 C78,276 88,268 98,254 M330,292 C310,276 300,268 290,254", opacity=0.28)
    tile.line("M160,196 C184,208 208,208 232,196 M150,262 C182,276 210,276 240,262", opacity=0.16)


def _cushion(x: float, y: float, rx: float, ry: float) -> str:
    """A stuffed rectangle: full in the middle of each edge's run, pinched out at the corners."""
    left, right, top, foot = x - rx, x + rx, y - ry, y + ry
    return (
        f"M{left},{top + 10} C{left + 30},{top - 4} {x - 50},{top - 12} {x},{top - 12} "
        f"C{x + 50},{top - 12} {right - 30},{top - 4} {right},{top + 10} "
        f"C{right - 8},{y - 30} {right - 8},{y + 30} {right},{foot - 8} "
        f"C{right - 30},{foot + 4} {x + 50},{foot + 8} {x},{foot + 8} "
        f"C{x - 50},{foot + 8} {left + 30},{foot + 4} {left},{foot - 8} "
        f"C{left + 8},{y + 30} {left + 8},{y - 30} {left},{top + 10} Z"
    )


def bedlinen(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 344, 170)
    tile.solid(box(26, 70, 348, 190, 22), WOOD, 0.8)
    tile.solid(box(34, 206, 332, 120, 14), "#f4f0e8", 0.8)
    for x in (54, 208):
        pillow_path = (
            f"M{x + 6},160 C{x + 40},148 {x + 100},148 {x + 132},160 C{x + 142},176 {x + 140},214 {x + 130}"
            f",226 L{x + 8},226 C{x - 2},214 {x - 4},176 {x + 6},160 Z"
        )
        tile.solid(pillow_path, tile.tone(0.18), 1.0)
    cover = "M26,226 C110,214 290,214 374,226 L382,318 C382,334 372,340 358,340 L42,340 C28,340 18,334 18,318 Z"
    tile.solid(cover, depth=1.3)
    fold = "M26,222 C110,210 290,210 374,222 L376,254 C290,244 110,244 24,254 Z"
    tile.solid(fold, tile.tone(0.4), 0.6)
    if tile.variation % 2:
        tile.clipped(cover, [f"M{x},262 L{x},345" for x in range(40, 380, 18)], tile.tone(0.6), 4, 0.4)
    tile.line(
        "M110,262 C118,290 106,316 112,336 M286,262 C276,290 292,312 284,336 M200,258 C206,290 196,312 200,336",
        opacity=0.25,
    )
    for x in (44, 344):
        tile.solid(box(x, 338, 12, 18, 3), WOOD, 0.3)


def mattress(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 320, 168)
    top = "M110,168 L290,168 C304,168 312,172 320,180 L374,228 C384,238 378,244 366,244 L34,244 C22,244 16,238 26,228 "
    top += "L80,180 C88,172 96,168 110,168 Z"
    front = box(18, 226, 364, 82, 20)
    if options.get("topper"):
        tile.solid(box(24, 270, 352, 46, 10), "#d9d5cd", 0.8)
        front = box(18, 228, 364, 52, 20)
    tile.solid(front, tile.tone(-0.06), 1.0)
    tile.solid(top, tile.tone(0.05), 1.0)
    if options.get("topper"):
        lines = [f"M{x},140 L{200 + (x - 200) * 1.6:g},240" for x in range(60, 350, 28)]
        tile.clipped(top, [*lines, *(f"M0,{y} L400,{y}" for y in (168, 188, 212))], None, 2, 0.35)
        tile.line("M22,256 L378,256", opacity=0.3)
        return
    tile.line("M22,238 C120,246 280,246 378,238", tile.tone(0.5), 4, 0.55)
    tile.solid(_cushion(200, 178, 92, 30), "#f6f3ec", 0.9)
    for x in (52, 118, 190, 262, 336):
        tile.line(f"M{x},252 C{x + 5},270 {x - 4},288 {x + 2},302", opacity=0.22)
    tile.line("M20,300 C120,306 280,306 380,300", tile.tone(-0.5), 3, 0.35, "3 6")


def towels(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 342, 138)
    for number, (y, tone) in enumerate(((272, -0.14), (206, 0.0), (140, 0.22))):
        inset = number * 7
        path = box(70 + inset, y, 260 - 2 * inset, 66, 30)
        tile.solid(path, tile.tone(tone), 1.1)
        tile.line(f"M{102 + inset},{y + 34} L{326 - inset},{y + 34}", opacity=0.4)
        tile.clipped(
            path, [f"M{x},{y} L{x},{y + 70}" for x in (262, 276)], tile.tone(-0.45 if tone > -0.1 else 0.5), 6, 0.4
        )
        tile.line(
            f"M{100 + inset},{y + 12} C{84 + inset},{y + 20} {84 + inset},{y + 46} {100 + inset},{y + 54}", opacity=0.35
        )
    tile.solid(box(150, 92, 96, 50, 24), tile.tone(0.45), 0.9)
    tile.line("M222,100 C240,106 240,130 222,136", opacity=0.4)


def throw(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 348, 128)
    fringe = " ".join(f"M{x},318 L{x - 2},350" for x in range(88, 318, 9))
    tile.line(fringe, tile.tone(-0.1), 4, 0.95)
    body = "M88,84 C150,74 250,74 312,84 L320,322 C250,330 150,330 80,322 Z"
    tile.solid(body, depth=1.2)
    pattern = tile.variation % 3
    if pattern == 0:
        tile.clipped(body, [f"M{x},60 L{x},340" for x in range(96, 330, 44)], tile.tone(0.65), 12, 0.4)
        tile.clipped(body, [f"M60,{y} L340,{y}" for y in range(100, 340, 44)], tile.tone(0.65), 12, 0.4)
    elif pattern == 1:
        rows = [f"M{x},{y} l10,12 l10,-12" for y in range(84, 340, 12) for x in range(70, 330, 20)]
        tile.clipped(body, rows, tile.tone(0.55), 2.4, 0.5)
    else:
        tile.clipped(body, ["M60,270 L340,270", "M60,292 L340,292"], tile.tone(0.75), 9, 0.8)
    fold = "M200,76 C250,75 290,79 312,84 L316,200 C280,192 240,196 206,204 Z"
    tile.solid(fold, mix(tile.color, "#ffffff", 0.1), 0.8)
    tile.line("M206,204 C240,196 280,192 316,200", opacity=0.5)
