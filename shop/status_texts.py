"""What an order's status and its shipment events are called by a person, in every language of the shop."""

from __future__ import annotations

from datetime import date

from shop.words import in_language

STATUS_TEXTS: dict[str, dict[str, str]] = {
    "placed": {"en": "We have your order and are waiting for the payment", "zh": "订单已提交，等待付款到账"},
    "paid": {"en": "Paid – we are getting it ready to pack", "zh": "已付款，正在备货"},
    "packed": {"en": "Packed and waiting for the carrier", "zh": "已打包，等待快递取件"},
    "shipped": {"en": "On its way to you", "zh": "运输途中"},
    "out_for_delivery": {"en": "Out for delivery", "zh": "正在派送"},
    "delivered": {"en": "Delivered", "zh": "已送达"},
    "cancelled": {"en": "Cancelled", "zh": "已取消"},
    "returned": {"en": "Returned", "zh": "已退货"},
}

EVENT_TEXTS: dict[str, dict[str, str]] = {
    "order_placed": {"en": "Order received", "zh": "已收到订单"},
    "payment_received": {"en": "Payment received", "zh": "已收到付款"},
    "items_packed": {"en": "Packed at our warehouse", "zh": "仓库已打包完成"},
    "handed_over": {"en": "Handed over to the carrier", "zh": "已交给快递公司"},
    "in_transit": {"en": "Passed through a sorting centre", "zh": "已经过分拣中心"},
    "export_cleared": {"en": "Left the European Union", "zh": "已离开欧盟"},
    "customs": {"en": "Being checked by customs", "zh": "海关查验中"},
    "customs_cleared": {"en": "Released by customs", "zh": "海关已放行"},
    "delayed": {"en": "Held up at the depot; it goes on with the next van", "zh": "在配送站有延误，将随下一班车发出"},
    "local_depot": {"en": "Arrived at the depot near you", "zh": "已到达您附近的配送站"},
    "on_the_van": {"en": "On the van for delivery today", "zh": "快递员正在派送，预计今天送达"},
    "nobody_home": {
        "en": "Nobody was at home; a new attempt follows on the next working day",
        "zh": "派送时无人签收，下一个工作日再次派送",
    },
    "delivered": {"en": "Delivered", "zh": "已签收"},
    "left_with_neighbour": {"en": "Delivered to a neighbour", "zh": "已由邻居代收"},
    "at_pickup_point": {"en": "Ready at the pick-up point, kept for 7 days", "zh": "已到自提点，保留 7 天"},
    "collected": {"en": "Collected at the pick-up point", "zh": "已在自提点取件"},
    "cancelled_by_customer": {"en": "Cancelled at your request", "zh": "已按您的要求取消"},
    "cancelled_by_shop": {"en": "Cancelled by our customer service", "zh": "已由客服取消"},
    "items_cancelled": {"en": "Some items taken out at your request", "zh": "已按您的要求取消部分商品"},
    "items_changed": {"en": "Items changed at your request", "zh": "已按您的要求更改商品"},
    "address_changed": {"en": "Delivery address changed at your request", "zh": "已按您的要求更改收货地址"},
    "cancelled_unpaid": {"en": "Cancelled because no payment arrived", "zh": "因未收到付款而取消"},
    "return_registered": {"en": "Return registered, label sent by e-mail", "zh": "退货已登记，退货标签已发送到邮箱"},
    "return_arrived": {
        "en": "Your return arrived at our warehouse; the refund follows within 5 working days",
        "zh": "退货已到仓库，5 个工作日内退款",
    },
    "refunded": {"en": "Refund sent to your payment method", "zh": "退款已原路退回"},
    "return_withdrawn": {"en": "Return withdrawn at your request", "zh": "已按您的要求撤回退货"},
    "exchange_registered": {
        "en": "Exchange registered, label sent by e-mail",
        "zh": "换货已登记，退货标签已发送到邮箱",
    },
    "exchange_arrived": {
        "en": "Your item arrived at our warehouse; the new one goes out next",
        "zh": "寄回的商品已到仓库，即将发出新商品",
    },
    "exchange_sent": {"en": "The new item of your exchange is on its way", "zh": "换货的新商品已发出"},
    "claim_received": {
        "en": "Problem reported; a colleague is looking at it",
        "zh": "已收到问题反馈，工作人员正在处理",
    },
    "claim_accepted": {"en": "Your report was accepted", "zh": "您反馈的问题已确认"},
    "claim_refused": {"en": "Your report was looked at and declined", "zh": "您反馈的问题经核实未获通过"},
}

_EXPECTED = {"en": "expected by {day}", "zh": "预计 {day} 前送达"}
_SPEAK_FOR_THEMSELVES = (
    "at_pickup_point nobody_home delayed customs return_registered return_arrived refunded "
    "exchange_registered exchange_arrived exchange_sent claim_received"
)
_MONTHS = "January February March April May June July August September October November December"


def status_text(status: str, last_event: str, expected: date | None, language: str) -> str:
    """One line such as `On its way to you, expected by 23 November`; a last event that says more speaks instead."""
    if last_event in _SPEAK_FOR_THEMSELVES.split():
        return event_text(last_event, language)
    text = in_language(STATUS_TEXTS[status], language)
    if expected is None:
        return text
    days = {"en": f"{expected.day} {_MONTHS.split()[expected.month - 1]}", "zh": f"{expected.month}月{expected.day}日"}
    comma = in_language({"en": ", ", "zh": "，"}, language)
    return text + comma + in_language(_EXPECTED, language).format(day=in_language(days, language))


def event_text(code: str, language: str) -> str:
    return in_language(EVENT_TEXTS[code], language)
