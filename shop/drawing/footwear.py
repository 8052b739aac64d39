"""Shoes and boots, from the side, toe to the left."""

from __future__ import annotations

from typing import Any

from shop.drawing.tile import CREAM, INK, Tile, mix

_SOLE = "#5b4a3c"


def boot(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(196, 322, 142)
    upper = (
        "M176,92 L286,86 C292,130 290,170 300,214 C308,244 310,268 308,288 L62,290 C56,262 66,240 96,230 "
        "C132,218 160,200 170,168 C178,144 178,118 176,92 Z"
    )
    tile.solid(upper)
    tile.line("M230,200 C252,196 276,200 300,216", opacity=0.5)
    tile.stitch("M232,206 C254,202 276,206 299,222")
    tile.solid(
        "M62,290 C56,262 66,240 96,230 C118,222 136,216 148,206 C150,236 140,266 136,290 Z", tile.tone(-0.18), 0.6
    )
    tile.solid("M262,288 C258,256 270,226 301,214 C308,244 310,268 308,288 Z", tile.tone(-0.18), 0.6)
    tongue = "M172,84 C188,76 204,78 212,84 C208,120 202,160 178,202 L150,206 C168,186 176,130 172,84 Z"
    tile.solid(tongue, tile.tone(-0.28), 0.6)
    if options.get("laces"):
        _laces(tile, [(184, 108), (183, 132), (180, 156), (172, 180), (158, 200)], 38)
    sole = "M56,284 C120,292 250,292 312,284 C316,298 314,306 310,314 L70,316 C58,312 52,298 56,284 Z"
    if options.get("fur"):
        cuff = "M168,96 C162,76 178,66 196,70 C214,62 240,62 256,68 C280,62 298,74 292,94 C280,104 190,108 168,96 Z"
        tile.solid(cuff, CREAM, 0.8)
        tile.line(
            "M180,88 q6,-8 12,0 q6,-8 12,0 q6,-8 12,0 q6,-8 12,0 q6,-8 12,0 q6,-8 12,0 q6,-8 12,0", "#c9bda4", 2, 0.8
        )
    else:
        tile.band("M177,92 C210,98 256,96 287,87", tile.tone(-0.35), 13)
    tile.solid(sole, mix(_SOLE, INK, 0.55), 0.6)
    if options.get("welt"):
        tile.line("M58,288 C120,296 250,296 311,288", "#e3c88f", 3, 0.95, "5 4")
    tile.flat("".join(f"M{x},314 h14 l-3,10 h-9 Z " for x in range(74, 300, 22)), mix(_SOLE, INK, 0.7))


def runner(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 306, 156)
    upper = (
        "M48,264 C46,240 70,228 108,216 C150,202 178,174 202,152 C212,144 226,150 236,164 C258,180 290,172 314,158 "
        "C326,152 336,160 338,176 C342,206 350,236 350,264 Z"
    )
    tile.solid(upper)
    tile.solid("M48,264 C46,240 66,230 96,220 C112,230 118,248 116,264 Z", tile.tone(-0.3), 0.6)
    tile.solid("M286,264 C284,220 300,188 330,164 C338,166 342,206 350,264 Z", tile.tone(-0.3), 0.6)
    tile.line("M150,256 L196,222 L206,250 L262,206", tile.tone(0.7), 8, 0.85)
    _laces(tile, [(196, 164), (180, 180), (162, 196), (142, 208)], 26)
    tile.line("M206,152 C224,168 236,184 262,184 C286,184 310,172 330,160", tile.tone(-0.5), 6, 0.7)
    tile.solid(
        "M44,260 C120,270 270,268 352,258 C360,274 358,286 350,290 L66,292 C50,288 42,274 44,260 Z", "#f4f2ee", 0.7
    )
    tile.flat(
        "M46,280 C120,288 270,288 356,278 C356,288 352,296 346,298 L70,300 C56,298 48,290 46,280 Z", tile.tone(-0.45)
    )
    if options.get("lugs"):
        tile.flat("".join(f"M{x},297 h16 l-4,9 h-9 Z " for x in range(64, 340, 24)), tile.tone(-0.6))


def sneaker(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 304, 152)
    upper = (
        "M50,270 C46,242 74,230 112,222 C150,212 178,186 204,160 C216,150 228,156 240,170 C262,184 296,176 322,160 "
        "C334,156 340,164 342,180 C346,210 348,240 348,270 Z"
    )
    tile.solid(upper)
    tile.solid("M50,270 C46,246 66,234 100,226 C122,238 128,254 126,270 Z", tile.tone(0.12), 0.5)
    tile.stitch("M104,228 C124,238 132,254 130,268")
    tile.line("M168,268 C176,236 204,214 238,194", opacity=0.4)
    tile.stitch("M174,268 C182,240 208,218 240,200")
    tile.solid("M300,268 C300,230 312,190 328,164 C338,164 344,200 348,268 Z", tile.tone(-0.22), 0.5)
    _laces(tile, [(200, 172), (186, 188), (170, 202), (152, 214)], 28)
    tile.line("M206,160 C224,178 240,188 266,188 C290,188 314,176 334,164", tile.tone(-0.45), 5, 0.6)
    tile.solid(
        "M44,264 C120,270 270,270 354,264 C358,282 354,294 346,296 L62,298 C48,294 42,280 44,264 Z", "#f7f4ee", 0.6
    )
    tile.line("M48,284 C120,289 270,289 354,283", tile.tone(-0.3), 3, 0.8)


def chelsea(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(196, 322, 140)
    upper = (
        "M184,88 L284,84 C290,130 286,170 296,214 C304,244 308,266 306,290 L60,292 C54,262 72,244 104,234 "
        "C144,222 172,200 180,166 C186,140 186,112 184,88 Z"
    )
    tile.solid(upper)
    gusset = "M214,88 C212,130 216,164 234,190 C246,166 254,130 254,86 Z"
    tile.solid(gusset, mix(tile.color, INK, 0.7), 0.4)
    tile.clipped(gusset, [f"M{x},80 L{x + 4},200" for x in range(212, 260, 6)], tile.tone(0.4), 1.2, 0.4)
    tile.stitch("M208,90 C206,132 210,170 234,198 C250,172 260,130 260,88")
    tile.line("M284,92 C300,72 302,58 290,56 C280,56 278,70 282,90", tile.tone(-0.3), 5, 0.9)
    tile.solid("M54,286 C120,294 250,292 308,286 L310,302 L66,304 C56,300 52,294 54,286 Z", mix(_SOLE, INK, 0.5), 0.5)
    tile.solid("M244,300 L310,298 L308,320 L248,320 Z", mix(_SOLE, INK, 0.65), 0.5)


def wellington(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 338, 132)
    for shift, tone in ((34, -0.22), (0, 0.0)):
        path = (
            f"M{168 + shift},54 L{270 + shift},50 C{276 + shift},120 {264 + shift},170 {274 + shift},222 "
            f"C{282 + shift},260 {284 + shift},286 {282 + shift},312 L{72 + shift},314 C{64 + shift}"
            f",284 {82 + shift},268 "
            f"{112 + shift},258 C{148 + shift},246 {168 + shift},226 {172 + shift},192 C{176 + shift}"
            f",140 {172 + shift},100 "
            f"{168 + shift},54 Z"
        )
        tile.solid(path, tile.tone(tone))
        heel = f"M{66 + shift},306 C{130 + shift},312 {230 + shift},312 {284 + shift},306 L{286 + shift},328 "
        tile.solid(heel + f"L{78 + shift},332 Z", tile.tone(tone - 0.4), 0.5)
        tile.band(f"M{169 + shift},60 C{200 + shift},66 {240 + shift},64 {270 + shift},57", tile.tone(tone - 0.15), 12)
    tile.line("M246,80 C250,130 244,190 252,240", "#ffffff", 9, 0.28)


def sandal(tile: Tile, options: dict[str, Any]) -> None:
    tile.shadow(200, 304, 150)
    for strap in (
        "M92,262 C104,214 150,206 184,256",
        "M236,258 C220,190 262,152 318,196",
        "M318,258 C330,220 328,196 314,180",
    ):
        tile.band(strap, tile.color, 24)
    tile.band("M146,224 C180,196 210,184 246,196", tile.color, 18)
    tile.solid("M262,178 h34 v24 h-34 Z", INK, 0.3)
    tile.solid(
        (
            "M52,254 C110,246 180,262 240,258 C290,254 330,244 350,248 C358,258 356,270 348,276 "
            "L70,280 C54,276 46,264 52,254 Z"
        ),
        "#c79b6b",
        0.7,
    )
    tile.solid(
        "M54,270 C120,280 280,276 354,266 C358,282 354,294 344,296 L74,298 C58,294 52,282 54,270 Z",
        mix(_SOLE, INK, 0.6),
        0.5,
    )


def _laces(tile: Tile, eyelets: list[tuple[int, int]], width: int) -> None:
    for x, y in eyelets:
        tile.line(
            f"M{x},{y} C{x + width * 0.4:g},{y - 3} {x + width * 0.7:g},{y + 2} {x + width},{y + 9}", INK, 7, 0.25
        )
        tile.line(
            f"M{x},{y - 2} C{x + width * 0.4:g},{y - 5} {x + width * 0.7:g},{y} {x + width},{y + 7}", "#f4efe4", 5, 1
        )
