"""What returns, refunds and claims are called by a person, in every language of the shop."""

from __future__ import annotations

from shop.words import in_language

# why something goes back; the keys are what `shop.returns.register` takes
RETURN_REASONS: dict[str, dict[str, str]] = {
    "too_small": {"en": "Too small", "zh": "偏小"},
    "too_large": {"en": "Too large", "zh": "偏大"},
    "not_as_expected": {"en": "Not as I expected", "zh": "与预期不符"},
    "quality": {"en": "Quality", "zh": "质量不满意"},
    "late": {"en": "Came too late", "zh": "送达太晚"},
    "changed_mind": {"en": "I changed my mind", "zh": "不想要了"},
    "other": {"en": "Another reason", "zh": "其他原因"},
}

CLAIM_KINDS: dict[str, dict[str, str]] = {
    "damaged": {"en": "Damaged or faulty", "zh": "损坏或有质量问题"},
    "wrong": {"en": "Not what I ordered", "zh": "收到的商品不对"},
    "missing": {"en": "Missing from the parcel", "zh": "包裹里少了商品"},
}

_RETURN_TEXTS: dict[str, dict[str, str]] = {
    "registered": {"en": "Return registered; we are waiting for your parcel", "zh": "退货已登记，等待您寄回"},
    "arrived": {"en": "Your return is at our warehouse and being checked", "zh": "退货已到仓库，正在查验"},
    "refunded": {"en": "Return completed, money sent back", "zh": "退货已完成，款项已退回"},
    "withdrawn": {"en": "Return withdrawn", "zh": "退货已撤回"},
}
_EXCHANGE_TEXTS: dict[str, dict[str, str]] = {
    "registered": {
        "en": "Exchange registered; the new item is set aside until yours arrives",
        "zh": "换货已登记，新商品已为您预留，等待您寄回",
    },
    "arrived": {
        "en": "Your item is at our warehouse; the new one goes out next",
        "zh": "寄回的商品已到仓库，即将发出新商品",
    },
    "exchanged": {"en": "Exchanged; the new item is on its way", "zh": "换货已完成，新商品已发出"},
    "withdrawn": {"en": "Exchange withdrawn", "zh": "换货已撤回"},
}

_REFUND_TEXTS: dict[str, dict[str, dict[str, str]]] = {
    "requested": {
        "return": {"en": "Follows when your return has reached us", "zh": "收到退货后退款"},
        "delivery": {"en": "Delivery cost, follows with the last item", "zh": "运费，收到全部退货后退还"},
        "": {"en": "Being checked by a colleague", "zh": "工作人员正在审核"},
    },
    "approved": {
        "return": {"en": "Approved, paid within 5 working days", "zh": "已批准，5 个工作日内退款"},
        "delivery": {
            "en": "Delivery cost approved, paid within 5 working days",
            "zh": "运费退款已批准，5 个工作日内退还",
        },
        "": {"en": "Approved, on its way the way you paid", "zh": "已批准，正在原路退回"},
    },
    "sent": {
        "delivery": {"en": "Delivery cost sent back", "zh": "运费已退回"},
        "": {"en": "Sent back the way you paid", "zh": "已原路退回"},
    },
    "refused": {"": {"en": "Not paid out", "zh": "未予退款"}},
}


def return_text(wish: str, status: str, language: str) -> str:
    return in_language((_EXCHANGE_TEXTS if wish == "exchange" else _RETURN_TEXTS)[status], language)


def refund_text(reason: str, status: str, language: str) -> str:
    by_reason = _REFUND_TEXTS[status]
    return in_language(by_reason.get(reason, by_reason[""]), language)


def reason_text(reason: str, language: str) -> str:
    return in_language(RETURN_REASONS[reason], language)
