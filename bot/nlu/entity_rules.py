"""Entities by their form: addresses, numbers, prices, sizes, quantities and times.

Every pattern reads the folded text (`bot.nlu.tokens`). What a pattern finds is a proposal with the pattern's name:
some forms are sure, others only what the tagger should know. Every repeat is bounded, so that all are linear.

A library for dates (dateparser) would give calendar days, which nothing here reads: a date's value is its words."""

from __future__ import annotations

import re
from typing import NamedTuple


class Proposal(NamedTuple):
    """What the rule `name` takes for an entity of `type`; places are characters."""

    type: str
    name: str
    value: str
    start: int
    end: int


_MONEY = r"(?:€|\$|£|¥|eur\b|euros?|usd\b|dollars?|bucks|pounds?|quid|rmb\b|欧元?|元|块钱?|刀)"
# "1,200" and "1.200" are thousands; what follows must not be more of the same number
_DIGITS = r"(?:\d{1,3}(?:[.,]\d{3}){1,2}|\d{1,6}(?:[.,]\d{1,2})?)(?![.,]?\d)"
_HAN_NUMBER = r"[一二两三四五六七八九十百千]{1,7}"
_AMOUNT = rf"(?P<value>{_DIGITS}|{_HAN_NUMBER}(?=[块元欧以之左上封内]|$))"
_NO_PRICE = (
    r"(?!\s*(?:days?|weeks?|months?|hours?|minutes?|mins?|years?|items?|pieces?|people|persons?|litres?|l\b|kgs?\b|g\b|"
    r"cm|mm|m\b|km|°|%|percent|x\s?\d|天|周|小时|年|个|件|升|岁|斤|公斤|厘米|度|人))"
)
_MAX = (
    r"under|below|less than|cheaper than|up to|max(?:imum)?(?: of)?|at most|within|"
    r"budget(?: is| of)?(?: about| around)?|"
    r"limit(?: is| of)?|(?:can|could|want to|will) spend|(?:nothing|no|not|n't|never|without|won't)\b[^.?!\d]{0,24}?\b"
    r"(?:above|over|more than|exceed(?:ing)?)|(?:won't|not) cost me(?: over)?|"
    r"不超过|不能超过?|别超过|低于|少于|最多|不到|小于|预算"
)
_MIN = r"over|above|more than|at least|starting (?:at|from)|min(?:imum)?(?: of)?|不低于|高于|超过|至少|大于|最低"
_ORDER_CODE = rf"(?P<value>[1-9]\d{{3,5}})(?![\da-z_%]|[.,]\d|\s*(?:{_MONEY}|ml|mm|mah|g\b|kg\b|毫米|克))"
_SIZES = r"(?:xxl|xl|xs|[sml]|3[5-9](?:\.5)?|4[0-8](?:\.5)?)"
_NUMBER_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half a dozen|a dozen|a couple of)"
_CLASSIFIER = r"[件个双条只把顶套盏口份张台支副盒瓶对床]"

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_FEAST = (
    r"(?:christmas(?: eve)?|xmas|new year(?:'s)?(?: eve)?|easter(?: monday| sunday)?|black friday|cyber monday|"
    r"valentine'?s(?: day)?|mother'?s day|father'?s day|halloween|thanksgiving|boxing day)"
)
_SPAN = (
    r"(?:second|minute|min|hour|day|night|week|weekend|month|year|spring|summer|autumn|fall|winter|"
    r"morning|afternoon|evening)"
)
_COUNT = rf"(?:\d{{1,3}}|an?|a few|a couple of|couple of|{_NUMBER_WORD})"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE_EN = "|".join(
    [
        rf"{_COUNT}\s+{_SPAN}s?\s+ago(?: today)?",
        rf"in\s+{_COUNT}\s+{_SPAN}s?\b(?:'\s*time)?",
        rf"(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}\b(?:\s+20\d\d\b)?",
        rf"{_MONTH}\s+(?:the\s+)?{_DAY}\b(?:,?\s+20\d\d\b)?",
        rf"(?:the\s+)?(?:end|beginning|start|middle)\s+of\s+(?:{_MONTH}|the\s+(?:week|month|year)|(?:this|next)\s+{_SPAN})",
        rf"(?:last|next|this|past|coming|previous)\s+(?:{_SPAN}|{_WEEKDAY}|{_MONTH}|{_FEAST})\b",
        r"(?:the\s+day\s+(?:before\s+yesterday|after\s+tomorrow))|yesterday(?:\s+(?:morning|afternoon|evening|night))?",
        r"tomorrow(?:\s+(?:morning|afternoon|evening|night))?|today|tonight",
        rf"{_WEEKDAY}(?:\s+(?:morning|afternoon|evening|night|week))?\b|{_FEAST}|{_MONTH}\b(?:\s+20\d\d\b)?",
        r"the\s+\d{1,2}(?:st|nd|rd|th)\b|20[012]\d-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:20)?\d\d",
    ]
)
_PART = r"(?:早上|上午|中午|下午|傍晚|晚上|夜里|凌晨|早晨|早|晚)"
_DATE_ZH = "|".join(
    [
        rf"(?:\d{{1,2}}|{_HAN_NUMBER})月(?:(?:\d{{1,2}}|{_HAN_NUMBER})[号日]?|底|初|中旬|份)?",
        rf"(?:(?:上|下|这|本)个?)?(?:周|星期|礼拜)[一二三四五六日天末]{_PART}?|(?:上|下|这|本)(?:上|下)?个?(?:周|星期|礼拜|月|季度?)",
        rf"(?:大?前天|大?后天|昨天|昨儿|昨日|今天|今儿|今日|明天|明儿|明日|当天|那天){_PART}?|[今昨明][早晚]|周末",
        r"(?:去年|今年|明年|前年)(?!货)",
        rf"(?:\d{{1,3}}|{_HAN_NUMBER}|几)个?(?:天|周|星期|礼拜|月|年|小时|分钟)(?:之?前|之?后|以前|以后)",
        r"(?<![\d.])\d{1,2}[号日](?![线楼店码])|月底|月初|年底|年初",
        r"(?:春节|过年|国庆|中秋|端午|五一|元旦|圣诞节?|双十一|双11|双十二|黑五|情人节|母亲节|父亲节)前?(?<!前)",
    ]
)


def _compiled(pattern: str) -> re.Pattern[str]:
    """At most three blanks where the pattern allows any: a thousand of them must not be tried from every place."""
    return re.compile(pattern.replace(r"\s*", r"\s{0,3}").replace(r"\s+", r"\s{1,3}"))


def _rule(kind: str, name: str, pattern: str) -> tuple[str, str, re.Pattern[str]]:
    return kind, name, _compiled(pattern)


# Earlier rules are surer: where two claim the same characters for numbers, the first one has them.
_RULES = [
    _rule("email", "form", r"(?P<value>[a-z0-9][a-z0-9._%+'-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8})"),
    _rule("date", "en", rf"(?<![a-z\d])(?P<value>{_DATE_EN})(?![a-z\d])"),
    _rule("date", "zh", rf"(?P<value>{_DATE_ZH})"),
    _rule("date", "year", r"(?:\b(?:in|since|of|year|late|early)\s+(?P<value>20[012]\d)(?![\d-])|(?P<zh>20[012]\d)年)"),
    _rule("size", "bed", r"(?<![\d.])(?P<value>\d{2,3}\s?[x*]\s?\d{2,3})(?![\d.])"),
    _rule("price_max", "words", rf"(?:{_MAX})\s*{_MONEY}?\s*{_AMOUNT}{_NO_PRICE}"),
    _rule(
        "price_max",
        "after",
        rf"{_AMOUNT}\s*{_MONEY}?\s*(?:以内|以下|之内|之下|左右|上下|内的|封顶|顶天|"
        r"or less|or under|max\b|tops\b|at most)",
    ),
    _rule("price_max", "money", rf"(?:around|about|for|大概|差不多)\s*{_AMOUNT}\s*{_MONEY}"),
    _rule("price_min", "words", rf"(?:{_MIN})\s*{_MONEY}?\s*{_AMOUNT}{_NO_PRICE}(?!\s*(?:号|#|\d))"),
    _rule("price_min", "after", rf"{_AMOUNT}\s*{_MONEY}?\s*(?:以上|之上|往上|起步|起的|or more|and up|upwards)"),
    _rule(
        "size",
        "word",
        rf"(?:\bsize|\bsz|\beu|\buk|\bus|尺码|码数|鞋码|欧码)[\s.:]*(?P<value>{_SIZES})(?![\w.]*\d|[a-z])",
    ),
    _rule("size", "unit", rf"(?<![a-z\d])(?P<value>{_SIZES})\s*(?:码|号(?!订单|单))"),
    _rule("size", "shoe", r"(?<![\w.,#€$£])(?P<value>3[5-9](?:\.5)?|4[0-8](?:\.5)?)(?![\w.]*\d|[%°€$£x]|[a-z])"),
    _rule("size", "shoe_zh", r"(?<=[\u3400-\u9fff])(?P<value>3[5-9]|4[0-8])(?![\d.%]|[块元欧个件条天分小月年号日])"),
    _rule("size", "name", r"\b(?P<value>(?:extra\s)?(?:small|large)|medium|[小中大均]码|[小中大]号)(?![a-z])"),
    _rule(
        "order_number",
        "named",  # whatever stands around it: a code that the shop never gave is one to be told so
        r"(?:(?<![a-z])(?:order|parcel|package|shipment)(?:\s*(?:number|no\.?|nr\.?|id))?[\s:#]{1,3}|[订定]单号?[\s:：#]{0,3}|单号[\s:：#]{0,3})"
        rf"{_ORDER_CODE}",
    ),
    _rule("order_number", "form", rf"(?<![\d.,€$£¥@a-z_])(?:#|no\.?\s?)?{_ORDER_CODE}"),
    _rule(
        "quantity",
        "unit",
        rf"(?<![\w.,€$£])(?P<value>[1-9]\d?|{_NUMBER_WORD})\s*(?:x\b|pcs|pieces?|pairs?|items?|units?)",
    ),
    _rule(
        "quantity", "unit_zh", rf"(?<![\d.,第每哪几])(?P<value>[1-9]\d?|[一两二三四五六七八九十俩仨])(?={_CLASSIFIER})"
    ),
    _rule("quantity", "word", rf"(?<![a-z])(?P<value>{_NUMBER_WORD})(?![a-z])"),
]
_RANGE = _compiled(
    rf"(?P<lead>between|from|价位|预算)?\s*{_MONEY}?\s*(?P<low>{_DIGITS})\s*{_MONEY}?\s*"
    rf"(?:-|–|~|to|and|till|until|到|至)\s*{_MONEY}?\s*(?P<high>{_DIGITS})\s*(?P<tail>{_MONEY}|之间|的)?{_NO_PRICE}"
)
_UNIT = _compiled(
    r"\s*-?(?:inch(?:es)?\b|\"|”|″|''|(?:gb|tb|mb|kb|ghz|mhz|hz|mm|cm|km|m|ft|feet|w|watts?|v|volts?|mah|db|dpi|kg|g|"
    r"grams?|l|litres?|liters?|ml|pins?|ports?|packs?)(?![a-z\d])|英?寸|厘米|毫米|米|瓦|伏|升|公斤|克)"
)
_CAPITALS = re.compile(r"(?<![A-Za-z\d'’])(?P<value>XXL|XL|XS|[SML])(?![A-Za-z\d'’&])")


def is_measure(folded: str, start: int, end: int) -> bool:
    """Whether the number there counts inches, gigabytes or the like: no size that clothes come in."""
    quoted = start > 0 and folded[start - 1] in "\"'“"
    return folded[start].isdigit() and not quoted and bool(_UNIT.match(folded, end))


def propose(text: str, folded: str) -> list[Proposal]:
    """What the forms say about `text`; proposals may overlap."""
    found = [
        Proposal(kind, name, match.group(group), *match.span(group))
        for kind, name, pattern in _RULES
        if not (kind == "email" and "@" not in folded)
        for match in pattern.finditer(folded)
        for group in (match.lastgroup or "value",)
    ]
    for match in _CAPITALS.finditer(text):
        found.append(Proposal("size", "capital", match.group("value"), *match.span("value")))
    for match in _RANGE.finditer(folded):
        name = "range" if match.group("lead") or match.group("tail") else "bare_range"
        found.append(Proposal("price_min", name, match.group("low"), *match.span("low")))
        found.append(Proposal("price_max", name, match.group("high"), *match.span("high")))
    return found
