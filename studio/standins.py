"""Examples from masked messages: `[number]` and its kind are annotations to Rasa, so invented values stand for them.

What stands in is invented, varies with the message, and is the same for the same message again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import Any

from bot.nlu.language import identify

_PLACEHOLDER = re.compile(r"(?P<order>#?[A-Za-z]{1,4}-?)?\[(?P<kind>[a-z][a-z ]{1,40})\]")
_NUMBER = re.compile(r"(?<!\w)#?\d[\d -]{2,}\d(?!\w)")
_OF_AN_ORDER = re.compile(r"(?:order|number|no\.?|nr\.?|订单号?|单号)[\s:#：是为]*$", re.I)
_BRACKETS = str.maketrans("[]", "()")
_NAMES = {
    "en": ("Nora Finch", "Tom Aldous", "Ines Marlow", "Owen Hartley", "Ruth Calder", "Leo Brandt"),
    "zh": ("林晓月", "周子安", "陈若溪", "何一鸣", "许文静", "郑浩然"),
}
_STREETS = {
    "en": ("14 Mill Lane", "7 Harbour Road", "22 Chapel Street", "3 Orchard Close"),
    "zh": ("松江路18号", "文昌街7号", "滨河大道52号", "青年路9号"),
}
_BOXES = ("post", "mail", "inbox", "letters")


def _digits(random: Random, count: int) -> str:
    return str(random.randrange(10 ** (count - 1), 10**count))


def _email(random: Random, language: str) -> str:
    name = random.choice(_NAMES["en"]).lower().replace(" ", ".")
    return f"{name}@{random.choice(_BOXES)}.example"


_INVENT: Mapping[str, Callable[[Random, str], str]] = {
    "number": lambda random, language: _digits(random, 4),
    "email": _email,
    "name": lambda random, language: random.choice(_NAMES.get(language, _NAMES["en"])),
    "address": lambda random, language: random.choice(_STREETS.get(language, _STREETS["en"])),
    "phone": lambda random, language: (
        f"1390000{_digits(random, 4)}" if language == "zh" else f"0151 000 {_digits(random, 4)}"
    ),
    "credit card": lambda random, language: f"0000 0000 0000 {_digits(random, 4)}",
    "iban": lambda random, language: f"DE00 0000 0000 0000 {_digits(random, 4)} 00",
    "ip address": lambda random, language: f"192.0.2.{random.randrange(1, 255)}",
}


def example(masked: str, language: str, entities: Iterable[Mapping[str, Any]] = ()) -> str:
    """A masked message as a line of nlu_data: one line, stand-ins for placeholders, `[words](entity)` for `entities`
    ({entity, value}) whose value stands in it, and no brackets of the shopper's own."""
    found = list(entities)
    kinds = {each["entity"] for each in found}
    written = _filled(masked, language, kinds)
    for each in found:
        value = str(each.get("value") or "")
        if value:
            written = _annotated(written, value, each["entity"])
    return written


def plain(masked: str, language: str) -> str:
    """A masked message as a shopper might have written it: what models read."""
    return re.sub(r"\[([^\]]*)\]\([a-z_]+\)", r"\1", _filled(masked, language, ()))


def gist(masked: str) -> str:
    """What messages are held against each other by: without their numbers and names, and how they were typed."""
    without = " ".join(_NUMBER.sub(" ", _PLACEHOLDER.sub(" ", masked)).casefold().split())
    return without or masked


def language_of(text: str, languages: Iterable[str], prior: str) -> str:
    """Which of the shop's languages it is written in; `prior` where that is not clear."""
    return identify(text, tuple(languages), prior)


def _filled(masked: str, language: str, kinds: Iterable[str]) -> str:
    text = " ".join(masked.split()).lstrip("-#/ ")
    random = Random(masked)
    filled, end = "", 0
    for match in _PLACEHOLDER.finditer(text):
        filled += text[end : match.start()].translate(_BRACKETS)
        filled += _stand_in(match, filled, language, random, kinds)
        end = match.end()
    return filled + text[end:].translate(_BRACKETS)


def _stand_in(match: re.Match[str], before: str, language: str, random: Random, kinds: Iterable[str]) -> str:
    kind, prefix = match["kind"], match["order"] or ""
    invent = _INVENT.get(kind)
    if invent is None:
        return prefix + kind
    value = invent(random, language)
    if kind == "email" and not prefix:
        return f"[{value}](email)"
    if kind == "number" and (prefix or "order_number" in kinds or _OF_AN_ORDER.search(before)):
        hash_sign = "#" if prefix.startswith("#") else ""
        return f"{hash_sign}[{prefix.removeprefix('#')}{value}](order_number)"
    return prefix + value


def _annotated(written: str, value: str, entity: str) -> str:
    """Marks the first place where the value stands as words of its own, outside of what is marked already."""
    words = r"(?<![\w\[])" + re.escape(value) + r"(?![\w\]])" if value.isascii() else re.escape(value)
    for match in re.finditer(words, written, re.I):
        before = written[: match.start()]
        if before.count("[") == before.count("]") and not before.endswith("]("):
            return f"{before}[{match[0]}]({entity}){written[match.end() :]}"
    return written
