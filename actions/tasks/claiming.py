"""Something arrived damaged, wrong or not at all: with a picture, and what the shopper wants for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.tasks.allowed import Allowed
from actions.tasks.case import Case, Need
from actions.tasks.confirming import Confirmation, Proof
from actions.tasks.details import OneOf, Photo, Words
from actions.tasks.lines import chosen_item, chosen_titles
from actions.tasks.returning import DAMAGED, WRONG
from actions.tasks.which_items import WhichItems
from actions.tasks.which_order import LookupLimit, WhichOrder
from shop import claims

_CLAIMS = {
    "wrong": WRONG,
    "missing": re.compile(
        r"\b(?:missing|not in the (?:box|parcel|package)|only (?:got|received) \w+ of|incomplete|left out)\b"
        r"|少了?(?:一|两|件|个)|漏发|缺(?:了|少|件)|没收到其中",
        re.IGNORECASE,
    ),
    "damaged": DAMAGED,
}
_WISHES = {
    "refund": re.compile(r"\b(?:refund|money back|my money|reimburse\w*)\b|退款|退钱|钱退", re.IGNORECASE),
    "replacement": re.compile(
        r"\b(?:replace(?:d|ment)?|new one|another one|send (?:me )?(?:a|the) (?:new|right|correct|missing)|"
        r"resend|swap)\b"
        r"|换(?:一|个|新|货)|补发|重新?发|重发",
        re.IGNORECASE,
    ),
}


class ReportItem:
    kind = "report_damaged_or_wrong_item"

    def __init__(self, limit: LookupLimit) -> None:
        self.needs: Sequence[Need] = (
            WhichOrder(self.kind, limit, "claim"),
            Allowed("claim"),
            WhichItems("claim", single=True),
            OneOf("claim", ("damaged", "wrong", "missing"), _CLAIMS),
            Words(),
            Photo(),
            OneOf("wish", ("replacement", "refund"), _WISHES),
            Proof(),
            Confirmation(self._summary),
        )

    async def perform(self, case: Case) -> None:
        facts = case.facts
        quantity = next(iter(facts["items"].values()))
        told = (chosen_item(case).id, facts["claim"], facts["words"], Photo.id_of(case))
        await case.act(claims.report, *told, wish=facts["wish"], quantity=quantity)
        case.say(f"claim_{facts['wish']}_received", item=chosen_titles(case))

    async def _summary(self, case: Case) -> str:
        facts = case.facts
        said = {name: case.phrases.say(f"{name}_{facts[name]}", case.language) for name in ("claim", "wish")}
        photo = "confirm_claim_photo" if Photo.id_of(case) else "confirm_claim"
        return case.phrases.say(photo, case.language, number=case.the_order.number, item=chosen_titles(case), **said)
