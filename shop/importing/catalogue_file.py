"""A catalogue file as a whole: into items and faults, and from items into the shop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from itertools import chain, islice
from pathlib import Path
from typing import Any

from shop import tables
from shop.importing.faults import Fault, ImportRefused
from shop.importing.fields import Terms
from shop.importing.files import Row, read_rows
from shop.importing.items import Item, check
from shop.importing.planning import Planner
from shop.importing.products import Draft, drafts, duplicates
from shop.importing.shapes import recognise
from shop.importing.writing import Outcome, Writing, conflicts
from shop.store import Store

Watch = Callable[[Iterable[Any]], Iterable[Any]]
_COLUMNS_SEEN_IN = 100


class RowsRefused(ImportRefused):
    """Some rows are bad, and were not to be skipped; nothing has been changed."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults):,} faults")
        self.faults = faults


@dataclass(frozen=True)
class Checked:
    """What a file holds. The faults are in the order of their lines."""

    shape: str
    drafts: list[Draft]
    faults: list[Fault]


def check_file(file: Path, terms: Terms, encoding: str | None = None, watch: Watch = lambda rows: rows) -> Checked:
    """Reads and checks every row; changes nothing. Raises ImportRefused where the file as a whole cannot be read."""
    faults: list[Fault] = []
    rows = _only_rows(watch(read_rows(file, encoding)), faults)
    head = list(islice(rows, _COLUMNS_SEEN_IN))
    if not head and faults:
        raise RowsRefused(faults)
    if not head:
        raise ImportRefused(f"there is no product in {file}")
    shape = recognise(dict.fromkeys(column for row in head for column in row.cells))
    items: list[Item] = []
    for made in shape.read(chain(head, rows)):
        checked = [made] if isinstance(made, Fault) else check(*made, shape.columns, terms)
        if isinstance(checked, Item):
            items.append(checked)
        else:
            faults += checked
    twice = duplicates(items)
    bad = {fault.line for fault in twice}
    made_of = drafts(item for item in items if item.line not in bad)
    return Checked(shape.name, made_of, sorted([*faults, *twice], key=lambda fault: fault.line))


def import_drafts(
    store: Store,
    checked: Checked,
    *,
    terms: Terms,
    stock: int,
    replace: bool = False,
    skip_bad: bool = False,
    file: str = "",
    progress: Callable[[int], object] = lambda done: None,
) -> tuple[Outcome, list[Fault]]:
    """The whole file or nothing, with every fault that was passed over. Raises RowsRefused unless `skip_bad`.

    Only the writing itself, about a second for 20,000 products, keeps other writers of a SQLite file waiting."""
    if checked.faults and not skip_bad:
        raise RowsRefused(checked.faults)
    if checked.faults and replace:
        raise ImportRefused("with bad rows nobody knows which products the file lacks: mend them before --replace")
    if not checked.drafts:
        raise ImportRefused("there is no product in the file")
    tables.create(store)
    with store.transaction(reading=True) as session:
        taken = conflicts(session, checked.drafts, replace=replace)
        if taken and (replace or not skip_bad):
            raise RowsRefused(taken)
        bad = {fault.line for fault in taken}
        good = [draft for draft in checked.drafts if not bad & {item.line for item in draft.variants}]
        planner = Planner(terms.currency, stock, datetime.now(timezone.utc).date())
        writing = Writing(good, planner, replace=replace)
        writing.prepare(session, progress)
    with store.transaction() as session:
        if late := writing.catch_up(session):
            raise RowsRefused(late)
        outcome = writing.write(session, file)
    return outcome, [*checked.faults, *taken]


def _only_rows(rows: Iterable[Row | Fault], faults: list[Fault]) -> Iterator[Row]:
    for row in rows:
        if isinstance(row, Fault):
            faults.append(row)
        else:
            yield row
