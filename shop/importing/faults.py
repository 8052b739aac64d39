"""What is wrong with a file: a fault names its line, so that a person can find and mend it."""

from __future__ import annotations

from dataclasses import dataclass

from shop.errors import ShopError


class ImportRefused(ShopError):
    """The file as a whole cannot be imported; nothing has been changed."""


class BadValue(ValueError):
    """One value cannot be used; the message goes on from the column's name, as in `price is negative`."""


@dataclass(frozen=True)
class Fault:
    """`line` counts from 1, as an editor does; `product` and `column` are empty where the whole row is meant."""

    line: int
    reason: str
    column: str = ""
    value: str = ""
    product: str = ""
