"""Why the shop's rules refuse an act, in words for an agent."""

from __future__ import annotations

from shop.order_rules import REFUSED_CODES, Verdict

_WHY: dict[str, dict[str, str]] = {
    "address_country": {"en": "That country is not one we deliver to.", "zh": "不配送到该国家或地区。"},
    "address_delivered": {"en": "It has been delivered already.", "zh": "订单已送达。"},
    "address_missing": {"en": "A part of the address is missing.", "zh": "地址不完整。"},
    "address_packed": {"en": "It is packed: the address can no longer be changed.", "zh": "订单已打包，无法再改地址。"},
    "address_postcode": {"en": "The postcode does not fit the country.", "zh": "邮编与国家不符。"},
    "address_too_long": {"en": "A part of the address is too long.", "zh": "地址过长。"},
    "address_zone": {"en": "It would go to another delivery zone.", "zh": "新地址属于不同的配送区域。"},
    "already_cancelled": {"en": "It is cancelled already.", "zh": "订单已取消。"},
    "already_returned": {"en": "It has been returned already.", "zh": "订单已退回。"},
    "cancel_delivered": {"en": "It has been delivered: return it instead.", "zh": "订单已送达，请改为退货。"},
    "cancel_delivered_late": {
        "en": "It has been delivered, and the time to return it is over.",
        "zh": "订单已送达，且已超过退货期限。",
    },
    "cancel_packed": {"en": "It is packed: it can no longer be cancelled.", "zh": "订单已打包，无法取消。"},
    "change_delivered": {"en": "It has been delivered: exchange it instead.", "zh": "订单已送达，请改为换货。"},
    "change_delivered_late": {
        "en": "It has been delivered, and the time to exchange it is over.",
        "zh": "订单已送达，且已超过换货期限。",
    },
    "change_packed": {"en": "It is packed: its items can no longer be changed.", "zh": "订单已打包，无法更改商品。"},
    "claim_late": {"en": "The time to report it is over.", "zh": "已超过报告期限。"},
    "claim_not_delivered": {"en": "It has not been delivered yet.", "zh": "订单尚未送达。"},
    "claim_open": {"en": "This item has a claim already.", "zh": "该商品已有未处理的申报。"},
    "claim_photo": {"en": "A photo is needed.", "zh": "需要照片。"},
    "claim_settled": {"en": "This claim is decided already.", "zh": "该申报已有处理结果。"},
    "claim_sold_out": {"en": "There is no replacement in stock.", "zh": "没有可补发的库存。"},
    "exchange_late": {"en": "The time to exchange it is over.", "zh": "已超过换货期限。"},
    "exchange_twice": {"en": "It has been exchanged once already.", "zh": "该商品已换过一次。"},
    "fewer_left": {"en": "There are not so many pieces left.", "zh": "剩余数量不足。"},
    "invoice_cancelled": {"en": "A cancelled order has no invoice.", "zh": "已取消的订单没有发票。"},
    "invoice_unpaid": {"en": "It is not paid yet: there is no invoice.", "zh": "订单尚未付款，暂无发票。"},
    "item_gone": {"en": "This item is no longer in the order.", "zh": "该商品已不在订单中。"},
    "more_to_pay": {
        "en": "It would cost more, and this payment cannot be raised.",
        "zh": "需要补差价，而该支付方式无法补款。",
    },
    "product_gone": {"en": "The product is no longer sold.", "zh": "该商品已下架。"},
    "return_gift_card": {"en": "Gift cards cannot be returned.", "zh": "礼品卡不支持退货。"},
    "return_late": {"en": "The time to return it is over.", "zh": "已超过退货期限。"},
    "return_not_delivered": {"en": "It has not been delivered yet.", "zh": "订单尚未送达。"},
    "return_opened": {"en": "It may only come back sealed.", "zh": "该商品需未拆封才能退。"},
    "return_personalised": {"en": "Personalised items cannot be returned.", "zh": "定制商品不支持退货。"},
    "return_settled": {"en": "This return is at another step.", "zh": "该退货已处于其他阶段。"},
    "variant_same": {"en": "That is what was ordered.", "zh": "与原商品相同。"},
    "variant_sold_out": {"en": "That size or colour is sold out.", "zh": "该尺码或颜色已售罄。"},
    "variant_unknown": {"en": "It is not made in that size or colour.", "zh": "没有该尺码或颜色。"},
}
if set(_WHY) != set(REFUSED_CODES):
    raise AssertionError(f"refusals without words, or words of none: {set(_WHY) ^ set(REFUSED_CODES)}")


def said(verdict: Verdict, language: str) -> str:
    words = _WHY[verdict.code]
    return words.get(language, words["en"])
