from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from shop.importing.catalogue_file import Checked, check_file, import_drafts
from shop.importing.faults import Fault
from shop.importing.fields import Terms
from shop.importing.writing import Outcome
from shop.models import Product
from shop.store import Store

DATA = Path(__file__).parent / "data"
TERMS = Terms("en", "EUR")
HEADER = "id,title,price\n"

Check = Callable[..., Checked]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Checks a file of this content."""

    def written(content: str | bytes, name: str = "catalogue.csv", terms: Terms = TERMS, **options: str) -> Checked:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return check_file(file, terms, **options)

    return written


def load(store: Store, checked: Checked, **options: bool) -> Outcome:
    outcome, _ = import_drafts(store, checked, terms=TERMS, stock=20, **options)
    return outcome


def products(store: Store) -> dict[str, Product]:
    with store.transaction(reading=True) as session:
        return {product.id: product for product in session.execute(select(Product)).scalars()}


def faults_of(checked: Checked) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.reason) for fault in checked.faults]


def reasons(faults: list[Fault]) -> list[str]:
    return [fault.reason for fault in faults]
