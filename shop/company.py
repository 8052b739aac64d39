"""Who the shop is, as invoices and labels say it: `data/company.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

_FILE = Path(__file__).parent / "data" / "company.yml"


@dataclass(frozen=True)
class Company:
    name: Mapping[str, str]
    legal_name: str
    street: str
    postcode: str
    city: str
    country: str
    email: str
    vat_id: str
    register: str
    returns_department: str
    returns_street: str
    returns_postcode: str
    returns_city: str
    # included in every price
    vat_percent: int
    # countries where the shop pays the postage of returns
    free_returns: frozenset[str]

    def vat_in(self, cents: int) -> int:
        """The value-added tax that an amount contains, to the nearest cent."""
        net = (cents * 100 * 2 + 100 + self.vat_percent) // (2 * (100 + self.vat_percent))
        return cents - net


@lru_cache(maxsize=1)
def company() -> Company:
    """Raises TypeError where the file lacks something or has something else."""
    written = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return Company(**{**written, "free_returns": frozenset(written["free_returns"])})
