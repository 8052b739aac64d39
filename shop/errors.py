"""What can go wrong in the shop: one tree, so that an edge translates it once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shop.order_rules import Verdict


class ShopError(Exception):
    """Root of everything that the shop raises on purpose."""


class UnknownProduct(ShopError):
    """No product has this id."""


class UnknownCustomer(ShopError):
    """No customer has this id."""


class UnknownCategory(ShopError):
    """The shop has no such category."""


class StoreError(ShopError):
    """The database cannot be used as asked."""


class StoreBusy(StoreError):
    """Another writer held the database for longer than the time allowed."""


class SeedRefused(ShopError):
    """Seeding would overwrite data that no seed has written."""


class BadCatalogueData(ShopError):
    """A hand-written catalogue file does not follow its format."""


class BadSetting(ShopError):
    """A setting cannot be used; the text says which and why, and holds no secret."""


class NotProven(ShopError):
    """Who asks has not shown that they may change this order. The same for an order that there is not."""


class CodesLocked(ShopError):
    """No code goes out before `until`: too many were asked for, or guessed."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"no code before {until:%H:%M}")
        self.until = until


class ActedAlready(ShopError):
    """Another transaction recorded the same act first: nothing of this one may stay."""


class BadMailTexts(ShopError):
    """The file of mails lacks a text or names a value that its kind does not have."""


class Refused(ShopError):
    """A mail that will never be taken; the text is a code, and nothing of the mail."""


class Undelivered(ShopError):
    """A mail that was not taken this time; the text is a code, and nothing of the mail."""


class UnknownDocument(ShopError):
    """There is no such order or return, or no invoice of it yet."""


class BadLink(ShopError):
    """No link of ours: forged, expired, or for something else."""


class UnknownItem(ShopError):
    """The order has no such item."""


class UnknownReturn(ShopError):
    """No return has this number."""


class UnknownClaim(ShopError):
    """No claim has this number."""


class NotAllowed(ShopError):
    """A rule of the shop forbids it: `verdict` says which, and what the sentence about it needs."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.code)
        self.verdict = verdict


class SoldOut(ShopError):
    """There are not so many pieces of this variant."""


class KeyReused(ShopError):
    """One key names two acts: that of the first would be given as the outcome of the second."""
