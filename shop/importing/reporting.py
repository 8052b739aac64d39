"""What was wrong with a file, for a person: a table on the terminal, and every row of it in a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from shop.importing.faults import Fault

SHOWN = 40
_STARTS_A_FORMULA = ("=", "+", "-", "@")


def show(faults: Sequence[Fault], console: Console) -> None:
    """The first SHOWN faults. What stands in the file is printed as text: it cannot steer the terminal."""
    table = Table("line", "product", "column", "what is wrong", "value", title_justify="left")
    for fault in faults[:SHOWN]:
        cells = (str(fault.line), fault.product[:30], fault.column, fault.reason[:200], fault.value[:40])
        table.add_row(*(Text(_printable(cell)) for cell in cells))
    console.print(table)
    if len(faults) > SHOWN:
        console.print(f"… and {len(faults) - SHOWN:,} more")


def write_report(faults: Sequence[Fault], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["line", "product", "column", "reason", "value"])
        for fault in faults:
            cells = (fault.product, fault.column, fault.reason, fault.value)
            writer.writerow([fault.line, *(_no_formula(_printable(cell)) for cell in cells)])


def _printable(cell: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in cell)


def _no_formula(cell: str) -> str:
    """A spreadsheet would run a cell that begins like a formula."""
    return f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell
