"""Small turns of phrase that mean the same in every task: yes, no, all of it, the other one, never mind.

Rules on the text, of every language at once: an intent model does not see what was asked."""

from __future__ import annotations

import re

_YES_WORDS = (
    r"yes|yeah|yep|yup|sure|ok|okay|correct|right|exactly|confirm(?:ed)?|fine|perfect|y|absolutely|of course|"
    r"definitely|please do|go ahead|go on|do (?:it|that|so)|that(?:'s| is) (?:right|it|fine|correct)|"
    r"sounds good|all good|i'm sure|i am sure|i confirm|register it|send it(?: in)?|cancel it|change it"
)
_YES_ZH = (
    r"是的?|对的?|對的?|好的?|好呀|好啊|好吧|可以的?|行的?|没错|沒錯|确认|確認|确定|嗯+|没问题|就这样|同意|要的?|"
    r"办吧|登记吧|提交吧|取消吧|退吧"
)
# a yes and nothing else: "ok, but change the address instead" is none
_YES = re.compile(
    rf"\W*(?:{_YES_WORDS})(?:\W+(?:{_YES_WORDS}|please|pls|thanks|thank you|thx|then|now|for me|it is))*\W*"
    rf"|\W*(?:(?:{_YES_ZH})[的吧呢了啊呀哦]?[\s,，.。!！~]*)+(?:请|麻烦|谢谢|吧|办理|了)*\W*",
    re.IGNORECASE,
)
_BUT = re.compile(r"\b(?:but|except|though|however|unless|only|first)\b|但|不过|除了|只", re.IGNORECASE)
_NO = re.compile(
    r"^\W*(?:no|nope|nah|don't|do not|not (?:yet|really|now|that)|wrong|rather not|n)\b|^\W*(?:不|别|没有|先不|错)",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"^\W*(?:please\s+|ok(?:ay)?,?\s+|no,?\s+)?(?:stop(?: (?:it|this|that))?|never ?mind|forget (?:it|that)|"
    r"leave it|quit|exit|abort|drop it|i changed my mind|scrap that|"
    r"don't bother|cancel that|cancel this)\W*(?:please)?\W*$"
    r"|^\W*(?:那|还是)?(?:算了|不用了|停|停下|不弄了|别弄了|不办了|先不办了?|退出|取消操作|不了|作罢)(?:吧|了)?\W*$",
    re.IGNORECASE,
)
_RESUME = re.compile(
    r"^\W*(?:ok(?:ay)?\W+|please\W+|let's\W+|let us\W+|can we\W+|now\W+)*"
    r"(?:go on|continue|carry on|resume|back to|pick up)\b.{0,40}$|^\W*(?:那|请|我们)*(?:继续|接着|回到).{0,12}$",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\b(?:all(?: of (?:it|them|these|those|the items))?|everything|"
    r"the (?:whole|entire|complete) (?:order|thing|lot|parcel)|"
    r"both(?: of them)?|each of them|the lot)\b|全部|所有|整[单个]|都要?(?!不)|全都|两[个件样]都|一起",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:(?:no|not that one|not this one|wrong one)\W+)?(?:the )?other (?:one|item|order|parcel|thing)\b|"
    r"\bnot (?:that|this) one\b|另外?一?[个件单]|另外那[个件单]|不是(?:这|那)[个件单]",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"\b(?:actually|sorry|i mean|i meant|correction|no wait|wait|rather|instead|not \d+)\b|^\W*no\b"
    r"|不对|不是|错了|更正|应该是|说错|我是说|改成|换成",
    re.IGNORECASE,
)
# the intent that each names; none of them is a word of small talk
_ACTS = {
    "exchange_item": re.compile(r"\bexchang\w+|\bswap\b|换货|换(?:个|一)?(?:尺码|颜色|大小|号)", re.IGNORECASE),
    "return_item": re.compile(
        r"\b(?:return|send (?:it |them |this )?back)\w*|退货|(?:想|要)退(?!款|钱)|退掉", re.IGNORECASE
    ),
    "cancel_order": re.compile(r"\bcancel\w*|取消", re.IGNORECASE),
    "get_invoice": re.compile(r"\binvoice\b|发票", re.IGNORECASE),
    "report_damaged_or_wrong_item": re.compile(
        r"\b(?:broken|damaged|faulty|defective|wrong (?:item|thing|one))\b|坏了|破损|发错", re.IGNORECASE
    ),
    "change_shipping_address": re.compile(r"\baddress\b|地址", re.IGNORECASE),
    "track_order": re.compile(r"\bwhere(?:'s| is)\b|\btrack\w*|到哪|物流", re.IGNORECASE),
}
_REMOVES = re.compile(
    r"\b(?:take|leave) (?:it|that|this|them|the [\w ]{1,30}?|one)? ?(?:out|off)\b|\bremove\b|\bdelete\b|"
    r"\bdon't (?:want|need) (?:it|that|this|the \w+)\b|\bdrop the\b|去掉|删掉?|不要了?|拿掉|移除",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"[?？]\s*$|^\W*(?:what|which|when|where|who|why|how|is|are|do|does|did|can|could|will|would|may|must|should|have|has)\b"
    r"|怎么|如何|多久|多少|什么|哪[里个些种]|为什么|几天|能不能|可不可以|是不是|有没有|[吗嘛么呢]\W*$",
    re.IGNORECASE,
)
_REQUESTS = re.compile(
    r"\b(?:i|we)(?:'d| would)? (?:want|need|like|wish|have to|am|'m|must)\b|\bi'd like\b|"
    r"\b(?:can|could|would|will) you\b|"
    r"\bplease\b|\bmy order\b.{0,20}\d|我要|我想|帮我|请(?:帮|把|给)|麻烦|给我",
    re.IGNORECASE,
)


def says_yes(text: str, intent: str) -> bool:
    """Whether it is a yes and nothing else; what the intent model takes for one may be said in other words."""
    if _YES.fullmatch(text):
        return True
    return intent == "affirm" and not (says_no(text, "") or corrects(text) or _BUT.search(text) or is_question(text))


def says_no(text: str, intent: str) -> bool:
    return bool(_NO.match(text)) or (intent == "deny" and not _YES.fullmatch(text))


def says_stop(text: str) -> bool:
    return bool(_STOP.match(text))


def resumes(text: str) -> bool:
    """Whether it asks to go on with what was begun, and says no more."""
    return bool(_RESUME.match(text)) and not re.search(r"\d", text)


def says_all(text: str) -> bool:
    return bool(_ALL.search(text))


def says_other(text: str) -> bool:
    return bool(_OTHER.search(text))


def corrects(text: str) -> bool:
    return bool(_CORRECTS.search(text))


def is_question(text: str) -> bool:
    """Whether it asks something in general, and not for something to be done."""
    return bool(_ASKS.search(text)) and not _REQUESTS.search(text)


def removes(text: str) -> bool:
    """Whether something is to be taken out."""
    return bool(_REMOVES.search(text))


def act_named(text: str) -> str | None:
    """The intent whose own word stands in the text; None where there is none, or more than one."""
    found = [intent for intent, pattern in _ACTS.items() if pattern.search(text)]
    return found[0] if len(found) == 1 else None
