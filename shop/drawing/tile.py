"""A square tile of 400 units to draw one product on, with light from the upper left.

Paths use absolute commands and `x,y` pairs only, so that they can be mirrored about the middle line x = 200."""

from __future__ import annotations

import re
from html import escape

SIZE = 400
HEX = {
    "black": "#34373d",
    "white": "#f3f1ec",
    "grey": "#979ca3",
    "navy": "#2b3e66",
    "blue": "#4178ba",
    "green": "#41805c",
    "olive": "#74754a",
    "red": "#c2453e",
    "orange": "#e0803f",
    "yellow": "#e9bd45",
    "brown": "#82593a",
    "beige": "#dac8a8",
    "pink": "#e3a3af",
    "purple": "#785a93",
}
STEEL, INK, WOOD, CREAM, GLOW = "#b9bec5", "#2e3136", "#b98a5a", "#f2ead9", "#ffe3a1"
_BACKGROUNDS = (
    ("#f8f5f0", "#e9e3da"),
    ("#f2f5f5", "#dfe6e7"),
    ("#f6f2f4", "#e7dfe4"),
    ("#f2f4f8", "#dfe4ec"),
    ("#f7f5ec", "#e8e4d3"),
)
_DARKER_FOR_WHITE = (("#dfe5e6", "#c6d0d2"), ("#e2dcd2", "#cbc3b5"), ("#d9dfe8", "#c1cad7"))
_PAIR = re.compile(r"(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)")


class Tile:
    """Collects what is drawn, back to front; `svg` writes it out."""

    def __init__(self, color: str, variation: int) -> None:
        self.color = HEX[color]
        self.variation = variation
        # about the middle of the tile, so that small silhouettes fill it
        self.zoom = 1.0
        self._defs: list[str] = []
        self._body: list[str] = []
        self._gradients: dict[str, str] = {}
        grounds = _DARKER_FOR_WHITE if color in ("white", "beige") else _BACKGROUNDS
        self._ground = grounds[variation % len(grounds)]

    def solid(self, path: str, fill: str | None = None, depth: float = 1.0) -> None:
        """A body with volume: a gradient, an inner shadow at the lower right and a light edge at the upper left."""
        fill = fill or self.color
        clip = f"c{len(self._defs)}"
        self._defs.append(f'<clipPath id="{clip}"><path d="{path}"/></clipPath>')
        dark, light = mix(fill, "#0c1020", 0.62), mix(fill, "#ffffff", 0.75)
        self._body.append(
            f'<path d="{path}" fill="url(#{self._gradient(fill)})"/><g clip-path="url(#{clip})" fill="none">'
            f'<path d="{path}" stroke="{dark}" stroke-width="{22 * depth:g}" opacity=".34" filter="url(#soft)" '
            f'transform="translate({-4 * depth:g},{-6 * depth:g})"/>'
            f'<path d="{path}" stroke="{light}" stroke-width="{10 * depth:g}" opacity=".5" filter="url(#soft)" '
            f'transform="translate({4 * depth:g},{5 * depth:g})"/></g>'
        )

    def flat(self, path: str, fill: str, opacity: float = 1.0) -> None:
        self._body.append(f'<path d="{path}" fill="{fill}" opacity="{opacity:g}"/>')

    def line(self, path: str, color: str | None = None, width: float = 2, opacity: float = 0.5, dash: str = "") -> None:
        """A seam or an edge; by default a darker tone of the product's colour."""
        stroke = color or mix(self.color, "#0c1020", 0.55)
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self._body.append(
            f'<path d="{path}" fill="none" stroke="{stroke}" stroke-width="{width:g}" opacity="{opacity:g}" '
            f'stroke-linecap="round" stroke-linejoin="round"{dashes}/>'
        )

    def stitch(self, path: str) -> None:
        self.line(path, mix(self.color, "#ffffff", 0.55), 1.4, 0.75, "4 3.5")

    def band(self, path: str, color: str, width: float) -> None:
        """A strap or a tube: a thick line with a light along its upper left."""
        self.line(path, mix(color, "#0c1020", 0.35), width, 1)
        self.line(path, color, width * 0.82, 1)
        self.line(path, mix(color, "#ffffff", 0.6), width * 0.22, 0.5)

    def glow(self, x: float, y: float, radius: float, opacity: float = 0.75) -> None:
        self._body.append(f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="url(#glow)" opacity="{opacity:g}"/>')

    def shadow(self, x: float, y: float, rx: float, ry: float = 9) -> None:
        """What the product casts on the ground."""
        self._body.append(
            f'<ellipse cx="{x:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}" fill="#3b3530" opacity=".26" filter="url(#soft)"/>'
        )

    def clipped(
        self, path: str, lines: list[str], color: str | None = None, width: float = 2, opacity: float = 0.5
    ) -> None:
        """Lines that end at the outline of a body: checks, quilting, stripes."""
        clip = f"c{len(self._defs)}"
        self._defs.append(f'<clipPath id="{clip}"><path d="{path}"/></clipPath>')
        self._body.append(f'<g clip-path="url(#{clip})">')
        for line in lines:
            self.line(line, color, width, opacity)
        self._body.append("</g>")

    def tone(self, amount: float) -> str:
        """The product's colour, lighter (to 1) or darker (to -1)."""
        return mix(self.color, "#ffffff" if amount > 0 else "#0c1020", abs(amount))

    def svg(self, title: str) -> str:
        top, bottom = self._ground
        shift = SIZE / 2 * (1 - self.zoom)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" role="img">'
            f"<title>{escape(title)}</title><defs>"
            '<filter id="soft" x="-30%" y="-30%" width="160%" height="160%"><feGaussianBlur stdDeviation="7"/></filter>'
            '<radialGradient id="ground" cx=".42" cy=".36" r=".8">'
            f'<stop offset="0" stop-color="{mix(top, "#ffffff", 0.5)}"/>'
            f'<stop offset=".55" stop-color="{top}"/><stop offset="1" stop-color="{bottom}"/></radialGradient>'
            f'<radialGradient id="glow"><stop offset="0" stop-color="#fff4d2"/><stop offset=".35" stop-color="{GLOW}" '
            f'stop-opacity=".7"/><stop offset="1" stop-color="{GLOW}" stop-opacity="0"/></radialGradient>'
            f'{"".join(self._defs)}</defs><rect width="{SIZE}" height="{SIZE}" fill="url(#ground)"/>'
            f'<g transform="translate({shift:g},{shift:g}) scale({self.zoom:g})">{"".join(self._body)}</g></svg>'
        )

    def _gradient(self, fill: str) -> str:
        if fill not in self._gradients:
            name = self._gradients[fill] = f"g{len(self._gradients)}"
            self._defs.append(
                f'<linearGradient id="{name}" x1=".1" y1="0" x2=".9" y2="1"><stop offset="0" '
                f'stop-color="{mix(fill, "#ffffff", 0.2)}"/><stop offset=".5" stop-color="{fill}"/>'
                f'<stop offset="1" stop-color="{mix(fill, "#0c1020", 0.2)}"/></linearGradient>'
            )
        return self._gradients[fill]


def mix(color: str, other: str, share: float) -> str:
    """`share` of the other colour in this one; both `#rrggbb`."""
    pairs = zip((1, 3, 5), (1, 3, 5), strict=True)
    parts = [round(int(color[a : a + 2], 16) * (1 - share) + int(other[b : b + 2], 16) * share) for a, b in pairs]
    return "#" + "".join(f"{part:02x}" for part in parts)


def mirror(path: str) -> str:
    """The same path on the other side of the middle line."""
    return _PAIR.sub(lambda pair: f"{SIZE - float(pair[1]):g},{pair[2]}", path)


def both(path: str) -> str:
    return f"{path} {mirror(path)}"


def symmetric(half: str) -> str:
    """A closed outline from its left half, which runs from the middle line at the top to that at the foot."""
    points: list[tuple[str, list[str]]] = []
    for command, rest in re.findall(r"([MLCQ])([^MLCQ]*)", half):
        points.append((command, [f"{SIZE - float(x):g},{y}" for x, y in _PAIR.findall(rest)]))
    back = []
    for number in range(len(points) - 1, 0, -1):
        command, pairs = points[number]
        back.append(f"{command}{' '.join([*pairs[-2::-1], points[number - 1][1][-1]])}")
    return f"{half} {' '.join(back)} Z"


def box(x: float, y: float, width: float, height: float, radius: float = 0) -> str:
    r, right, foot = min(radius, width / 2, height / 2), x + width, y + height
    return (
        f"M{x + r:g},{y:g} L{right - r:g},{y:g} Q{right:g},{y:g} {right:g},{y + r:g} L{right:g},{foot - r:g} "
        f"Q{right:g},{foot:g} {right - r:g},{foot:g} L{x + r:g},{foot:g} Q{x:g},{foot:g} {x:g},{foot - r:g} "
        f"L{x:g},{y + r:g} Q{x:g},{y:g} {x + r:g},{y:g} Z"
    )


def oval(x: float, y: float, rx: float, ry: float | None = None) -> str:
    ry = rx if ry is None else ry
    a, b = rx * 0.5523, ry * 0.5523
    return (
        f"M{x:g},{y - ry:g} C{x + a:g},{y - ry:g} {x + rx:g},{y - b:g} {x + rx:g},{y:g} "
        f"C{x + rx:g},{y + b:g} {x + a:g},{y + ry:g} {x:g},{y + ry:g} "
        f"C{x - a:g},{y + ry:g} {x - rx:g},{y + b:g} {x - rx:g},{y:g} "
        f"C{x - rx:g},{y - b:g} {x - a:g},{y - ry:g} {x:g},{y - ry:g} Z"
    )
