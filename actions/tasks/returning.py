"""Sending something back: for the money, or for another size or colour."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from actions.tasks import reading
from actions.tasks.allowed import Allowed
from actions.tasks.case import Case, Need, TaskBecomes
from actions.tasks.confirming import Confirmation, Proof
from actions.tasks.details import OneOf
from actions.tasks.lines import chosen_item, chosen_titles, products_of
from actions.tasks.looking import Links
from actions.tasks.variant import OtherVariant
from actions.tasks.which_items import WhichItems
from actions.tasks.which_order import LookupLimit, WhichOrder
from shop import order_rules, returns
from shop.words import color_name, in_language

DAMAGED = re.compile(
    r"\b(?:broken|broke|damaged|defect(?:ive)?|faulty|cracked|torn|scratched|stained|leak\w*|does(?:n't| not) work|"
    r"not working|stopped working|smashed|dented|hole in)\b|坏了?|破损|破了|裂|划痕|漏水|不能用|用不了|有洞|脏",
    re.IGNORECASE,
)
WRONG = re.compile(
    r"\b(?:wrong (?:item|product|size|colou?r|one|thing)|not what i ordered|(?:something|somebody) else(?:'s)?)\b|"
    r"\b(?:sent|got|received) (?:me )?the wrong\b|发错|错发|寄错|不是我(?:买|订)的|货不对",
    re.IGNORECASE,
)
_REASONS = {
    "damaged": DAMAGED,
    "wrong": WRONG,
    "too_small": re.compile(
        r"\btoo (?:small|tight|short|narrow|snug)\b|\bdoes(?:n't| not) fit\b.{0,20}\bsmall\b|"
        r"太?小了|偏小|太紧|太短|太窄",
        re.I,
    ),
    "too_large": re.compile(r"\btoo (?:big|large|wide|long|loose|baggy)\b|太?大了|偏大|太松|太长|太宽", re.I),
    "not_as_expected": re.compile(
        r"\b(?:not as (?:described|shown|pictured)|nothing like|looks? different|different (?:from|to|than)|"
        r"expected (?:something|it))\b|描述不符|和图片|色差|与描述|跟想的不",
        re.I,
    ),
    "late": re.compile(r"\b(?:too late|arrived late|came late|no longer in time)\b|来得太晚|到得太晚|太晚了", re.I),
    "quality": re.compile(
        r"\b(?:poor|bad|cheap|terrible|awful) (?:quality|material|fabric)\b|\bquality is\b|质量(?:差|不好|太差)", re.I
    ),
    "changed_mind": re.compile(
        r"\b(?:changed? my mind|don't (?:like|need|want)|do not (?:like|need|want)|no longer (?:need|want)|not for me|"
        r"bought (?:it )?twice|got (?:one|it) already|found (?:it )?cheaper|unwanted|by mistake)\b"
        r"|不喜欢|不想要|不需要|用不上|买多了|买重了|后悔",
        re.I,
    ),
}
_CODES = ("too_small", "too_large", "not_as_expected", "quality", "changed_mind", "damaged", "wrong", "other")
_UNOPENED = re.compile(
    r"\b(?:un(?:opened|used)|not opened|never opened|still sealed|sealed)\b|没(?:有)?(?:拆|打开|开封)|未拆|未开", re.I
)
_OPENED = re.compile(r"\b(?:opened|open|used|tried (?:it|them))\b|拆(?:开)?了|打开了|开封了?|用过", re.I)


@dataclass(frozen=True)
class Reason:
    """Broken or wrong things are no return: for them the shop pays."""

    one_of: OneOf = field(default_factory=lambda: OneOf("reason", _CODES, _REASONS, free="other"))
    name: str = "reason"

    def read(self, case: Case, asked: bool) -> bool:
        return self.one_of.read(case, asked)

    async def missing(self, case: Case) -> bool:
        if await self.one_of.missing(case):
            return True
        if (reason := case.facts["reason"]) in ("damaged", "wrong"):
            raise TaskBecomes("report_damaged_or_wrong_item", {**case.facts, "claim": reason})
        return False

    async def ask(self, case: Case) -> None:
        await self.one_of.ask(case)


@dataclass(frozen=True)
class Unopened:
    """Asked only of what may come back sealed."""

    name: str = "opened"

    def read(self, case: Case, asked: bool) -> bool:
        text, facts = case.heard.text, case.facts
        if said := case.choice(self.name):
            facts["opened"] = said == "yes"
            return True
        if not text:
            return False
        if _UNOPENED.search(text):
            facts["opened"] = False
            return asked
        if asked and (_OPENED.search(text) or reading.says_yes(text, case.heard.intent)):
            facts["opened"] = True
            return True
        if asked and reading.says_no(text, case.heard.intent):
            facts["opened"] = False
            return True
        return False

    async def missing(self, case: Case) -> bool:
        products = await case.run(products_of, case.the_order)
        chosen = [item for item in case.the_order.items if str(item.id) in case.facts["items"]]
        sealed = [item for item in chosen if order_rules.is_sealed_kind(products[item.product_id])]
        opened = case.facts.get("opened")
        for item in sealed if opened else ():
            product = products[item.product_id]
            raise case.refuse(order_rules.return_item(case.the_order, item, product, case.today, opened=True))
        return bool(sealed) and opened is None

    async def ask(self, case: Case) -> None:
        buttons = [case.phrase_button(f"opened_{said}", self.name, said) for said in ("no", "yes")]
        case.say("ask_opened", buttons=buttons)


class ReturnItem:
    kind = "return_item"

    def __init__(self, limit: LookupLimit, links: Links) -> None:
        self._links = links
        self.needs: Sequence[Need] = (
            WhichOrder(self.kind, limit, "return"),
            Allowed("return"),
            WhichItems("return"),
            Reason(),
            Unopened(),
            Proof(),
            Confirmation(self._summary),
        )

    async def perform(self, case: Case) -> None:
        await _register(case, self._links, "return_registered", case.facts["reason"])

    async def _summary(self, case: Case) -> str:
        reason = case.phrases.say(f"reason_{case.facts['reason']}", case.language)
        return case.phrases.say(
            "confirm_return", case.language, number=case.the_order.number, items=chosen_titles(case), reason=reason
        )


class ExchangeItem:
    kind = "exchange_item"

    def __init__(self, limit: LookupLimit, links: Links) -> None:
        self._links = links
        self.needs: Sequence[Need] = (
            WhichOrder(self.kind, limit, "exchange"),
            Allowed("exchange"),
            WhichItems("exchange", single=True),
            OtherVariant(),
            Unopened(),
            Proof(),
            Confirmation(self._summary),
        )

    async def perform(self, case: Case) -> None:
        facts = case.facts
        variant = {chosen_item(case).id: {"size": facts["size"], "color": facts["color"]}}
        reason = str(facts.get("reason") or "other")
        await _register(case, self._links, "exchange_registered", reason, wish="exchange", exchange_variant=variant)

    async def _summary(self, case: Case) -> str:
        facts, item = case.facts, chosen_item(case)
        color = color_name(str(facts.get("color") or item.color), case.language)
        wanted = ", ".join(filter(None, (in_language(item.names, case.language), color, facts.get("size"))))
        return case.phrases.say(
            "confirm_exchange", case.language, number=case.the_order.number, items=chosen_titles(case), wanted=wanted
        )


async def _register(case: Case, links: Links, phrase: str, reason: str, **wish: Any) -> None:
    facts = case.facts
    lines = {int(each): count for each, count in facts["items"].items()}
    # what may only come back sealed was asked for; of other things nobody asks
    sealed = [*lines] if facts.get("opened") is False else []
    words = str(facts.get("words") or "")
    done = await case.act(returns.register, lines, reason, words=words, sealed=sealed, **wish)
    case.say(phrase, number=done.number, link=links.of(case, "label", done.number))
