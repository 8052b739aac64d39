"""The shop's fixed vocabulary, in every language it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")

LANGUAGES = ("en", "zh")
CURRENCY = "EUR"

CATEGORIES: dict[str, dict[str, str]] = {
    "jackets": {"en": "Jackets & coats", "zh": "夹克外套"},
    "trousers": {"en": "Trousers", "zh": "裤子"},
    "shirts": {"en": "Shirts & T-shirts", "zh": "上衣"},
    "shoes": {"en": "Shoes & boots", "zh": "鞋靴"},
    "bags": {"en": "Backpacks & bags", "zh": "背包箱包"},
    "camping": {"en": "Tents & camping", "zh": "露营装备"},
    "kitchen": {"en": "Kitchen & cookware", "zh": "厨房用具"},
    "lighting": {"en": "Lamps & lighting", "zh": "灯具"},
    "audio": {"en": "Headphones & audio", "zh": "耳机音响"},
    "watches": {"en": "Watches", "zh": "手表"},
    "cycling": {"en": "Cycling", "zh": "骑行用品"},
    "bedding": {"en": "Bedding & towels", "zh": "床品毛巾"},
}

COLORS: dict[str, dict[str, str]] = {
    "black": {"en": "black", "zh": "黑色"},
    "white": {"en": "white", "zh": "白色"},
    "grey": {"en": "grey", "zh": "灰色"},
    "navy": {"en": "navy", "zh": "藏青色"},
    "blue": {"en": "blue", "zh": "蓝色"},
    "green": {"en": "green", "zh": "绿色"},
    "olive": {"en": "olive", "zh": "橄榄色"},
    "red": {"en": "red", "zh": "红色"},
    "orange": {"en": "orange", "zh": "橙色"},
    "yellow": {"en": "yellow", "zh": "黄色"},
    "brown": {"en": "brown", "zh": "棕色"},
    "beige": {"en": "beige", "zh": "米色"},
    "pink": {"en": "pink", "zh": "粉色"},
    "purple": {"en": "purple", "zh": "紫色"},
}

BRANDS = (
    "Tarnbrook",
    "Kestrel Peak",
    "Solvane",
    "Brackenfell",
    "Luma Oak",
    "Halden",
    "Quietwave",
    "Orrery",
    "Velowick",
    "Dovecote",
    "Fjellkind",
    "Packsmith",
    "Plainweave",
    "Stonecrop",
    "Mistral Lane",
    "Ashgrove",
)

# facts that are either true or absent, as a shopper says them
FLAGS: dict[str, dict[str, str]] = {
    "waterproof": {"en": "waterproof", "zh": "防水"},
    "windproof": {"en": "windproof", "zh": "防风"},
    "warm": {"en": "warm", "zh": "保暖"},
    "wireless": {"en": "wireless", "zh": "无线"},
    "noise_cancelling": {"en": "noise cancelling", "zh": "降噪"},
}

ONE_SIZE = "one size"
# where an imported product names no category
OTHER = "other"
_OTHER = {"en": "More products", "zh": "更多商品"}

STATUSES = ("placed", "paid", "packed", "shipped", "out_for_delivery", "delivered", "cancelled", "returned")


def in_language(texts: Mapping[str, T], language: str) -> T:
    """The text for a language tag such as `zh-CN`; English where there is none, or else the first that there is."""
    for spoken in (language.lower().split("-")[0], "en", *texts):
        if spoken in texts:
            return texts[spoken]
    raise KeyError(language)


def spoken_language(tag: str) -> str:
    """Which of the shop's own languages a tag such as `zh-CN` gets."""
    language = tag.lower().split("-")[0]
    return language if language in LANGUAGES else "en"


def category_name(category: str, language: str) -> str:
    """An imported category is called what the shop's file calls it, in every language."""
    return in_language(CATEGORIES.get(category, _OTHER if category == OTHER else {"en": category}), language)


def color_name(color: str, language: str) -> str:
    return in_language(COLORS.get(color, {"en": color}), language)


def known_category(written: str) -> str | None:
    """The category of the shop that somebody else's file calls so, by id or by name in any language."""
    return _known(CATEGORIES, written)


def known_color(written: str) -> str | None:
    return _known(COLORS, {"gray": "grey"}.get(written.strip().lower(), written))


def _known(names: Mapping[str, Mapping[str, str]], written: str) -> str | None:
    wanted = written.strip().lower()
    return next((key for key, texts in names.items() if wanted in (key, *(t.lower() for t in texts.values()))), None)
