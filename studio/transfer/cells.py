"""Tables as CSV that a spreadsheet opens without running anything, and that read back as they were written."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

BOM = b"\xef\xbb\xbf"
# what a spreadsheet takes for a formula, full-width forms among it: OWASP, "CSV Injection". Quotes before it are ours,
# or are doubled by one of ours
_RISKY = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
_WRITTEN_AT_ONCE = 500


def safe(cell: str) -> str:
    """`=1+1` → `'=1+1`, which a spreadsheet shows and does not run. `plain` takes it back."""
    return f"'{cell}" if _RISKY.match(cell) else cell


def plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell) else cell


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, bom: bool = False) -> Iterator[bytes]:
    """The file in parts. Every cell is in quotes: what separates cells differs between spreadsheets' languages.

    `bom`: begins with the mark by which Excel knows UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(head)
    for number, row in enumerate(rows, 1):
        writer.writerow([safe(cell) for cell in row])
        if number % _WRITTEN_AT_ONCE == 0:
            yield (BOM if bom else b"") + _taken(out)
            bom = False
    yield (BOM if bom else b"") + _taken(out)


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode("utf-8", "replace")
