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

STATUSES = ("placed", "paid", "packed", "shipped", "out_for_delivery", "delivered", "cancelled", "returned")


def in_language(texts: Mapping[str, T], language: str) -> T:
    """The text for a language tag such as `zh-CN`; English where the shop does not speak that language."""
    return texts.get(language.lower().split("-")[0], texts["en"])
