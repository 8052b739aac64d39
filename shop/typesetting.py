"""Text on paper, whatever script it is in.

Latin is set in DejaVu Sans, which is embedded and has every letter of Europe's names and streets. Chinese is set in
STSong-Light, a font that PDF readers have or replace by their own, so that a page stays a few kilobytes."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib.metadata import distribution
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph

LATIN, BOLD, CHINESE = "DejaVuSans", "DejaVuSans-Bold", "STSong-Light"
INK, QUIET, LINE = HexColor("#1c1a17"), HexColor("#6b655c"), HexColor("#d8d2c7")
_UNKNOWN = "□"
_LAST_OF_BMP = 0xFFFF


def paragraph(
    text: str, size: float = 9, *, bold: bool = False, color: Color = INK, right: bool = False, leading: float = 1.45
) -> Paragraph:
    """Plain text: nothing in it is markup. Line breaks stay."""
    style = ParagraphStyle(
        "text",
        fontName=BOLD if bold else LATIN,
        fontSize=size,
        leading=size * leading,
        textColor=color,
        alignment=2 if right else 0,
        wordWrap="CJK" if any(_is_chinese(sign) for sign in text) else None,
    )
    return Paragraph("<br/>".join(_markup(line, bold) for line in text.split("\n")), style)


def _markup(line: str, bold: bool) -> str:
    fonts()
    shown = "".join(_shown(sign) for sign in unicodedata.normalize("NFC", line))
    runs = ((chinese, "".join(signs)) for chinese, signs in groupby(shown, _is_chinese))
    latin = BOLD if bold else LATIN
    return "".join(f'<font name="{CHINESE if chinese else latin}">{escape(run)}</font>' for chinese, run in runs)


def _shown(sign: str) -> str:
    if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return " " if sign == "\t" else ""
    return _UNKNOWN if ord(sign) > _LAST_OF_BMP else sign


def _is_chinese(sign: str) -> bool:
    """What DejaVu lacks: ideographs and their punctuation. What neither has is an empty box in either."""
    return ord(sign) not in fonts()


@lru_cache(maxsize=1)
def fonts() -> frozenset[int]:
    """Registers the fonts, once a process, and gives what the Latin one covers. Raises where its file is missing."""
    # matplotlib, which Rasa needs, brings the files; it is not imported
    folder = Path(str(distribution("matplotlib").locate_file("matplotlib/mpl-data/fonts/ttf")))
    latin = TTFont(LATIN, folder / "DejaVuSans.ttf")
    pdfmetrics.registerFont(latin)
    pdfmetrics.registerFont(TTFont(BOLD, folder / "DejaVuSans-Bold.ttf"))
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
    return frozenset(latin.face.charToGlyph)
