"""What a message says about the products on the shopper's screen: "the second one", "cheaper ones", "more like that".

Rules on the text, of every language at once: a reference is a handful of fixed turns of phrase, and an intent model
sees none of the screen."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 300  # a reference is short; what is longer tells a story
LAST = -1

_NUMBERS = {
    word: place
    for place, several in enumerate(
        [
            ("first", "1st", "one", "1", "一"),
            ("second", "2nd", "two", "2", "二"),
            ("third", "3rd", "three", "3", "三"),
            ("fourth", "4th", "four", "4", "四"),
            ("fifth", "5th", "five", "5", "五"),
            ("sixth", "6th", "six", "6", "六"),
            ("seventh", "7th", "seven", "7", "七"),
            ("eighth", "8th", "eight", "8", "八"),
        ]
    )
    for word in several
}
_ORDINAL = r"first|second|third|fourth|fifth|sixth|seventh|eighth|1st|2nd|3rd|[4-8]th"
_THING = r"(?:one|item|product|option|model|choice|article|pick|result|suggestion)s?\b"
_CLASSIFIER = r"[个個款件双雙条條种種只張张盏盞样樣台顶頂把套口块塊副支辆輛瓶样]"
_NOT_TIME = (
    r"(?![- ](?:time|day|week|month|year|night|class|aid|hand|name|floor|half|attempt|try|order|purchase|i|we)\b)"
)
_POSITIONS = re.compile(
    rf"\b(?:the )?(?P<en>{_ORDINAL}|last)(?= {_THING})"
    rf"|\bthe (?P<the>{_ORDINAL})\b{_NOT_TIME}"
    r"|\bthe (?P<end>last)\s*(?:[?.!]|$)"
    r"|(?:\b(?:number|no\.?|nr\.?|option|item|product)\s?|#)(?P<number>[1-8]|one|two|three|four|five|six)\b(?!\d)"
    rf"|第\s?(?P<zh>[1-8一二三四五六七八])(?:\s?{_CLASSIFIER}|(?=[和跟与、的呢吧]|\s*[?？。！]?\s*$))"
    rf"|(?P<zhend>最后|最後|倒数第一)(?:一)?{_CLASSIFIER}",
    re.IGNORECASE,
)
_BOTH = re.compile(rf"\b(?:the )?first two\b|\bboth\b|前[两兩俩]{_CLASSIFIER}", re.IGNORECASE)

_NO_COMPARISON = r"(?!\s*(?:(?:than|on|if|when|next|after|before|to (?:buy|ship|send))\b|[€$£¥\d]))"
_OF_THEM = r"(?: (?:one|ones|option|options|model|item|alternative)| of (?:them|these|those))?"
_EXTREMES = {
    "cheapest": rf"\b(?:the )?(?:cheapest|least expensive|lowest[- ]priced){_OF_THEM}|\bthe cheaper one\b"
    "|最便宜|价格最低",
    "dearest": rf"\b(?:the )?(?:most expensive|priciest|dearest){_OF_THEM}|\bthe more expensive one\b|最贵",
    "best": rf"\b(?:the )?(?:best|highest|top)[- ]rated{_OF_THEM}|评分最高|评价最好|口碑最好",
}
_STEPS = {
    "cheaper": r"\b(?:cheaper|less expensive|less pricey|more affordable|lower[- ]priced|"
    r"not (?:so|as|that) expensive)\b"
    rf"{_NO_COMPARISON}|便宜一?[点點些]|更便宜|再便宜|便宜的|实惠一?点|价格低一?[点些]",
    "dearer": r"\b(?:more expensive|pricier|dearer|higher[- ]priced|more upmarket|higher[- ]end)\b"
    rf"{_NO_COMPARISON}|贵一?[点些]|更贵|高档一?[点些]|更高档|高端一?[点些]",
    "better": r"\b(?:something|anything|one|ones|got|have|show me)\b.{0,12}\b(?:better|nicer)\b(?! than)"
    r"|^\W*(?:something )?(?:better|nicer)(?: ones?)?\W*$|(?:好一?[点些]|更好)的|评分高一?[点些]|评价更好",
}
_ASKED_OF_PRICE = re.compile(
    r"\b(?:be|get|become|going|was|were|are|is|used to be)\b[^.?!]{0,20}\bcheaper\b|会便宜|能便宜"
)
_MORE = re.compile(
    r"^\W*(?:(?:ok|okay|and|please|yes|can|could|do|you|i|we|me|us|let|let's|show|see|give|got|get|any|are|is|there|"
    r"have|what|which|some|a few|the|want|would|like|to|have|anything|something|nothing)\W+){0,8}"
    r"(?:more|others?|else|next)(?:\W+(?:ones?|products?|options?|results?|page|please|"
    r"of (?:them|these|those|this kind)|have|you|do|got|is|there|like|to see|few|ten|six|three|what))*\W*$"
    r"|^\W*(?:keep going|go on|load more|next page)\W*$"
    r"|^\W*(?:请|麻烦|那|能|可以|给我|帮我|我想|再)*"
    r"(?:再?(?:来|看|给|发|推|换)(?:我|看|看看)?(?:几|一些|一批|两|三)[个款件双些]?|更多|下一页|换一批|还有(?:别|其他|其它|更多)|"
    r"(?:有|看看?|要)?(?:没有)?(?:别|其他|其它|另外)的)(?:的|款|商品|款式|选择|看看|吗|嘛|么|呢|吧|啊|了)*\W*$",
    re.IGNORECASE,
)
_ALIKE = re.compile(
    r"\b(?:like|similar to|along the lines of|in the style of) "
    r"(?:this|that|it|these|those|them|the (?:\w+ ){0,2}(?:one|item|product|model))\b"
    r"|\bsimilar(?: (?:ones?|items?|products?|things?|models?|stuff))\b"
    r"|^\W*(?:something |anything )?similar\W*(?:please\W*)?$"
    r"|类似|相似|差不多的|像(?:这|那|第|它|刚才)|同类(?:型)?的|平替",
    re.IGNORECASE,
)
_THIS = re.compile(
    r"\b(?:it|its|it's|this|that|they|them|these|those|their|the same)\b"
    rf"|它|这(?!里|边|家|么|样)|那(?={_CLASSIFIER}|些)|該|该款|這",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\b(?:the|that|this|those|these|your) (?P<en>(?:[\w'-]+ ){1,4}?)ones?\b"
    rf"|(?P<zh>\w{{1,8}})的[那这這](?:一)?{_CLASSIFIER}|(?P<zhthat>\w{{1,8}}?)那(?:一)?{_CLASSIFIER}",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\bones\b|几|些", re.IGNORECASE)
_ADDS = re.compile(r"^\W*(?:and|but|or|what about|how about)\b|^\W*(?:那|还有|换)|呢\W*$", re.IGNORECASE)
_CONTINUES = re.compile(
    r"^\W*(?:and|but|or|what about|how about|ok(?:ay)?,?|then|only|just|rather|instead|now)\b"
    r"|\b(?:ones?|instead|of those|of these|of them)\b"
    r"|^\W*(?:那|还有|再|要是|换成?|只要|只看|改成|或者|也要)|的?呢\W*$|的(?:有没?有?)?[吗嗎么嘛没]?\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reference:
    """`positions`: places in the list that was shown, from 0, LAST from its end. `extreme`: the cheapest, dearest or
    best of it. `step`: others that are cheaper, dearer or better. `more`: the next ones. `alike`: others like one of
    them. `this`: a pronoun. `one`: the words that tell one ("red", of
    "the red one"); `several`: more than one is meant. `continues`:
    the last search may go on; `adds`: it does, whatever is named."""

    positions: tuple[int, ...] = ()
    extreme: str | None = None
    step: str | None = None
    more: bool = False
    alike: bool = False
    this: bool = False
    one: str | None = None
    several: bool = False
    continues: bool = False
    adds: bool = False

    @property
    def needs_shown(self) -> bool:
        """Whether it means nothing where nothing was shown."""
        return bool(self.positions or self.step or self.more or self.alike)


def read(text: str) -> Reference:
    """What `text` refers to; nothing where it is long or empty."""
    text = " ".join(text.split())
    if not text or len(text) > LONGEST:
        return Reference()
    more = bool(_MORE.match(text))
    step = None if more or _ASKED_OF_PRICE.search(text) else _first(_STEPS, text)
    extreme = _first(_EXTREMES, text)
    return Reference(
        positions=_positions(text),
        extreme=extreme,
        step=None if extreme else step,
        more=more,
        alike=bool(_ALIKE.search(text)),
        this=bool(_THIS.search(text)),
        one=(one["en"] or one["zh"] or one["zhthat"]) if (one := _ONE.search(text)) else None,
        several=bool(_SEVERAL.search(text)),
        continues=bool(_CONTINUES.search(text)),
        adds=bool(_ADDS.search(text)),
    )


def _positions(text: str) -> tuple[int, ...]:
    if _BOTH.search(text):
        return (0, 1)
    found = []
    for match in _POSITIONS.finditer(text):
        if match["zhend"]:
            found.append(LAST)
        else:
            said = next(word for word in match.groups() if word).lower()
            found.append(_NUMBERS.get(said, LAST))
    return tuple(dict.fromkeys(found))


def _first(patterns: dict[str, str], text: str) -> str | None:
    return next((name for name, pattern in patterns.items() if re.search(pattern, text, re.IGNORECASE)), None)
