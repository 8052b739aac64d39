"""What a wish for a recommendation says besides names of things: what it should go with, for whom, and for what."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.heard import Heard
from actions.query import kept
from shop.models import Product

_GOES_WITH = re.compile(
    r"\b(?:go|goes|going|fit|fits|pairs?|match(?:es)?|works?|looks?|suits?|combines?)\b(?: \w+){0,2}? with\b"
    r"|\bmatching\b|\baccessor(?:y|ies)\b|\badd-?ons?\b"
    r"|\b(?:buy|bought|get|need|take|wear|use|order)\b(?: \w+){0,2}? (?:together with|along with|with) "
    r"(?:it|this|that|these|those|them|an?|the|my)\b"
    r"|\bwhat else (?:do|would|should|will) (?:i|we|you)\b"
    r"|搭配|配套|配件|周边|配什么|搭什么|(?:和|跟|与).{1,14}(?:搭|配)|一起(?:买|用|穿|带)|还(?:需要|要|该|得)(?:买|配|带)(?:些|点)?什么",
    re.IGNORECASE,
)
_MEN = (
    "brother father dad daddy son husband boyfriend grandfather grandpa granddad uncle nephew him guy man boy "
    "fiancé groom stepdad grandson"
)
_WOMEN = (
    "sister mother mum mom mummy daughter wife girlfriend grandmother grandma granny gran aunt niece her woman lady "
    "girl bride stepmum granddaughter"
)
_ANYONE = (
    "friend colleague boss partner neighbour neighbor teacher kid kids child children parents cousin someone somebody"
)
_MEN_ZH = r"爸|父亲|爷爷|外公|姥爷|弟弟|哥哥|我弟|我哥|儿子|老公|丈夫|男友|男朋友|叔叔|舅舅|男士|男生"
_WOMEN_ZH = r"妈|母亲|奶奶|外婆|姥姥|姐姐|妹妹|我姐|我妹|女儿|老婆|妻子|太太|女友|女朋友|阿姨|姑姑|女士|女生"
_ANYONE_ZH = r"送(?!货|达|到|的|过来|费)|礼物|礼品|生日|朋友|同事|老板|孩子|小孩|长辈|老师"
_PRESENT = re.compile(r"\b(?:gifts?|presents?|birthday|christmas|secret santa|anniversary|wedding)\b", re.IGNORECASE)
# what a wish for advice consists of, and its person: what is left tells the need
_SMALL_TALK = frozenset(
    (
        f"{_MEN} {_WOMEN} {_ANYONE} "
        "recommend recommends recommendation recommendations suggest suggestion suggestions propose advise advice "
        "idea ideas tip tips pick choose help something anything stuff thing things what which who whom should "
        "would could can may might buy get want need like likes love loves good best nice great decent cool me my "
        "mine i im we us our you your he she they their his is are be for a an the of to in on with and or any "
        "some please pls hey hi hello thanks present presents gift gifts birthday christmas santa secret "
        "anniversary wedding surprise popular trending loving ppl usual usually accessory accessories when always "
        "at but cheaper there top seller sellers selling people customers moment now today new shop store product "
        "products item items do does have has got go else today's think considering not sure know tell give show "
        "find see look looking really just very into about maybe other this that it these those them match "
        "matching goes going fit fits together also along bought buys pair one ones whats what's i'm"
    ).split()
)
_SMALL_TALK_HAN = re.compile(
    r"喜欢|爱好|需要|还要|配什么|推荐|建议|介绍|买什么|买点|买些|送什么|送点|什么好|好物|有什么|有啥|啥|什么|适合|合适|一下|一些|东西|礼物|礼品|商品|产品|"
    r"生日|热门|热销|爆款|最近|大家|都在|帮忙|帮我|给我|我想|想要|觉得|应该|该|可以|能不能|随便|看看|挑|选|哪些|哪个|几个|几款|"
    rf"{_MEN_ZH}|{_WOMEN_ZH}|朋友|同事|老板|孩子|长辈|老师|"
    r"[我你您他她给送买要想的了吗呢吧啊呀个款件和跟与点些好有没是在也还再就都这那请为人用很]"
)
_WORD = re.compile(r"[a-z][\w'’-]*|[^\W\d_]+", re.IGNORECASE)
_FEW = 60  # characters of Han and Latin left over; more is a story, and its words find too much


@dataclass(frozen=True)
class Need:
    """`goes_with`: something to go with something. `for_other`: it is not for the shopper themself, and `wearer` is
    women, men or None. `words`: what it is for ("runs", "freezes at night"); empty where nothing is said of that."""

    goes_with: bool = False
    for_other: bool = False
    wearer: str | None = None
    words: str = ""

    @classmethod
    def of(cls, heard: Heard) -> Need:
        text = heard.text
        men, women = _is_for(text, _MEN, _MEN_ZH), _is_for(text, _WOMEN, _WOMEN_ZH)
        other = men or women or _is_for(text, _ANYONE, _ANYONE_ZH) or bool(_PRESENT.search(text))
        return cls(
            goes_with=bool(_GOES_WITH.search(text)),
            for_other=other,
            wearer=None if men == women else "men" if men else "women",
            words=_words(heard),
        )

    def suits(self, product: Product) -> bool:
        """Not made for the other sex than the one it is for, if that is known."""
        return self.wearer is None or product.facts.get("for", self.wearer) == self.wearer


def _is_for(text: str, people: str, people_zh: str) -> bool:
    of_english = rf"\b(?:for|my|our|his|her|an?)\s+(?:\w+\s+){{0,2}}?(?:{'|'.join(people.split())})\b"
    return bool(re.search(of_english, text, re.IGNORECASE) or re.search(people_zh, text))


def _words(heard: Heard) -> str:
    said = _SMALL_TALK_HAN.sub(" ", kept(heard))
    words = [word for word in _WORD.findall(said) if word.casefold().replace("’", "'") not in _SMALL_TALK]
    return " ".join(word for word in words if len(word) > 1)[:_FEW].strip()
