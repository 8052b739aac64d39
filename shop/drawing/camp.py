"""Tents and what goes into them, and stoves and bottles."""

from __future__ import annotations

from typing import Any

from shop.drawing.tile import INK, STEEL, Tile, both, box, mirror, mix, oval, symmetric


def tent(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 306, 166, 12)
    tile.line("M76,296 L24,316 M324,296 L376,316", INK, 2, 0.6)
    dome = "M40,300 C70,220 130,118 204,96 C284,116 336,220 364,300 C260,308 140,308 40,300 Z"
    tile.solid(dome)
    tile.solid(
        "M204,96 C284,116 336,220 364,300 C330,304 290,305 262,305 C262,230 246,150 204,96 Z", tile.tone(-0.22), 0.7
    )
    door = "M204,104 C168,160 140,230 126,304 C170,307 220,307 262,305 C262,230 246,150 204,104 Z"
    tile.solid(door, tile.tone(0.22), 0.7)
    tile.flat("M204,150 C184,196 172,250 166,305 C196,307 226,306 240,305 C238,250 226,196 204,150 Z", tile.tone(-0.66))
    tile.solid("M204,150 C180,190 158,250 150,305 L172,306 C178,250 190,196 204,150 Z", tile.tone(0.4), 0.4)
    tile.band("M40,300 C84,190 150,90 214,92 C290,108 340,220 364,300", tile.tone(-0.4), 5)
    tile.line("M300,160 L372,250", INK, 1.6, 0.5)
    tile.line("M104,172 L32,256", INK, 1.6, 0.5)


def tunnel_tent(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 312, 172, 12)
    body = "M30,306 C30,180 70,120 132,116 L300,132 C348,150 374,220 376,306 Z"
    tile.solid(body)
    for path in ("M132,116 C196,124 220,200 222,306", "M226,124 C282,140 300,220 302,306"):
        tile.band(path, tile.tone(-0.42), 5)
    front = "M30,306 C30,180 70,118 132,116 C196,124 222,200 222,306 Z"
    tile.solid(front, tile.tone(0.18))
    tile.flat("M70,306 C70,220 96,164 132,160 C166,164 186,220 186,306 Z", tile.tone(-0.62))
    tile.solid("M132,160 C104,164 72,220 70,306 L98,306 C98,250 112,190 132,160 Z", tile.tone(0.34), 0.4)
    tile.solid("M246,196 L286,200 C292,216 294,232 296,250 L248,248 Z", "#dfe9ee", 0.4)
    tile.line("M30,304 L8,318 M376,304 L394,316 M340,170 L392,250", INK, 1.8, 0.5)


def sleepingbag(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 374, 84)
    bag = symmetric("M200,34 C150,34 124,70 122,118 C120,180 138,280 152,340 C160,364 180,370 200,370")
    tile.solid(bag)
    tile.clipped(bag, [f"M90,{y} C150,{y + 16} 250,{y + 16} 310,{y}" for y in range(130, 370, 30)], None, 2.6, 0.5)
    tile.clipped(
        bag,
        [f"M90,{y + 6} C150,{y + 22} 250,{y + 22} 310,{y + 6}" for y in range(130, 370, 30)],
        tile.tone(0.5),
        2.5,
        0.4,
    )
    tile.solid(oval(200, 94, 48, 46), tile.tone(-0.55), 0.7)
    tile.solid(
        "M160,116 C170,132 230,132 240,116 C246,134 240,150 200,152 C160,150 154,134 160,116 Z", tile.tone(0.2), 0.5
    )
    tile.line("M246,126 C240,200 232,280 226,330", tile.tone(-0.65), 4, 0.8)
    tile.line("M158,72 C176,54 224,54 242,72", tile.tone(0.6), 3, 0.5)


def mat(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 330, 140)
    sheet = "M96,120 L322,92 C334,92 340,98 340,108 L340,290 C340,302 334,308 322,310 L110,330 Z"
    tile.solid(sheet)
    tile.clipped(sheet, [f"M90,{y + 26} L350,{y}" for y in range(112, 330, 25)], tile.tone(-0.5), 4, 0.45)
    tile.clipped(sheet, [f"M90,{y + 32} L350,{y + 6}" for y in range(112, 330, 25)], tile.tone(0.6), 4, 0.35)
    tile.solid(box(66, 108, 70, 232, 34), tile.tone(-0.1))
    tile.solid(oval(101, 138, 33, 28), tile.tone(-0.3), 0.6)
    tile.line("M101,138 m-18,0 a18,15 0 1 1 18,15 a10,9 0 1 1 8,-10", tile.tone(0.5), 3, 0.7)
    tile.solid(box(322, 104, 14, 18, 4), INK, 0.3)


def stove(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 352, 84)
    tile.flat(
        "M172,118 C176,84 190,92 192,60 C214,82 206,98 214,112 C220,100 226,98 226,84 C242,106 232,122 228,128 Z",
        "#6fb3e8",
        0.75,
    )
    tile.flat("M186,120 C188,102 198,104 200,86 C212,102 208,110 214,122 Z", "#e9f6ff", 0.9)
    for arm in ("M200,168 C160,160 134,138 118,112", "M200,168 C240,160 266,138 282,112"):
        tile.band(arm, STEEL, 9)
    tile.band("M104,112 L138,116", STEEL, 8)
    tile.band("M262,116 L296,112", STEEL, 8)
    tile.solid(box(160, 122, 80, 22, 8), mix(STEEL, INK, 0.35), 0.5)
    tile.solid(box(184, 142, 32, 56, 6), STEEL, 0.5)
    tile.band("M216,172 L276,180", INK, 8)
    tile.solid(box(122, 206, 156, 144, 46))
    tile.solid(box(176, 190, 48, 26, 6), STEEL, 0.4)
    tile.flat(box(122, 262, 156, 44), "#ffffff", 0.82)
    tile.line("M146,284 L254,284", tile.tone(-0.2), 6, 0.8)


def chair(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 348, 122)
    for leg in ("M106,214 L274,344", "M294,214 L126,344"):
        tile.band(leg, STEEL, 10)
    for post in ("M116,62 L104,222 L92,346", "M284,62 L296,222 L308,346"):
        tile.band(post, mix(STEEL, INK, 0.25), 10)
    back = "M112,70 C160,84 240,84 288,70 L294,204 C240,214 160,214 106,204 Z"
    tile.solid(back)
    tile.stitch("M122,86 C164,98 236,98 278,86")
    seat = "M102,202 C160,218 240,218 298,202 L320,250 C250,276 150,276 80,250 Z"
    tile.solid(seat, tile.tone(-0.12))
    for rest in ("M98,180 C84,176 72,182 66,192", "M302,180 C316,176 328,182 334,192"):
        tile.band(rest, tile.tone(-0.35), 20)
    tile.solid(oval(72, 190, 14, 9), INK, 0.4)


def bottle(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 366, 62)
    tile.band("M222,62 C258,54 262,96 232,96", INK, 10)
    tile.solid(box(166, 44, 68, 56, 12), INK, 0.6)
    body = symmetric("M200,96 L170,96 C160,116 142,124 142,152 L142,340 C142,358 152,364 164,364 L200,364")
    tile.solid(body, depth=1.3)
    tile.flat(box(156, 150, 12, 190, 6), "#ffffff", 0.35)
    tile.line("M143,336 C170,344 230,344 257,336", tile.tone(-0.5), 3, 0.5)
    tile.flat("M182,250 L200,216 L218,250 Z M192,250 L208,222 L224,250 Z", "#ffffff", 0.75)


def pot(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 326, 128)
    base = tile.color
    camp = options.get("camp")
    if camp:
        for side in ("M100,210 C60,206 52,262 96,262",):
            tile.band(side, INK, 10)
            tile.band(mirror(side), INK, 10)
    else:
        for side in ("M92,196 C56,190 50,226 92,224",):
            tile.band(side, base, 16)
            tile.band(mirror(side), base, 16)
    body = symmetric("M200,170 L92,170 C92,230 94,280 104,304 C110,320 124,324 140,324 L200,324")
    tile.solid(body, mix(STEEL, base, 0.25) if camp else base, 1.4)
    lid = symmetric("M200,132 C140,132 94,146 84,168 C86,178 110,184 200,184")
    tile.solid(lid, mix(STEEL, base, 0.15) if camp else tile.tone(0.06), 0.8)
    tile.solid(
        symmetric("M200,104 C184,104 178,110 180,118 L188,134 L200,136"), INK if camp else mix(STEEL, INK, 0.2), 0.5
    )
    if camp:
        tile.line(both("M104,228 L124,230 M104,258 L120,259"), INK, 2, 0.5)
        tile.band("M324,250 C356,248 356,306 322,304", INK, 7)
        tile.solid(box(262, 234, 64, 92, 10), base, 0.9)
        tile.solid(oval(294, 236, 32, 8), mix(base, INK, 0.5), 0.4)
    tile.flat("M112,190 C114,240 118,280 126,304 L138,306 C130,270 128,230 128,192 Z", "#ffffff", 0.3)
