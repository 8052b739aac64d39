"""What the service itself says to a shopper, in the shopper's language; English where a language has no words yet."""

from __future__ import annotations

NOTICES: dict[str, dict[str, str]] = {
    "slow": {
        "en": "This is taking longer than usual. Your message has arrived and I'm still working on it.",
        "zh": "回复比平时慢一些。您的消息已收到，我还在处理。",
    },
    "queued": {
        "en": "I've passed this on to our support team. A person will read it and answer you here.",
        "zh": "已为您转接人工客服，同事会看到您的消息并在这里回复您。",
    },
    "bot_unavailable": {
        "en": "Our assistant can't be reached right now, so I've passed your message to our support team. "
        "A person will answer you here.",
        "zh": "智能助手暂时无法回复，已将您的消息转给人工客服，同事会在这里回复您。",
    },
    "handed_back": {
        "en": "You're talking to our digital assistant again.",
        "zh": "现在由智能助手继续为您服务。",
    },
    "handed_back_quiet": {
        "en": "It has been quiet for a while, so our digital assistant is back. Write whenever you like.",
        "zh": "对话已有一段时间没有新消息，智能助手继续为您服务，有需要随时留言。",
    },
    "settled": {
        "en": "That is settled from our side. If something else comes up, just write: our digital assistant is here.",
        "zh": "这件事我们已处理完毕。还有其他问题请随时留言，智能助手会先为您服务。",
    },
    "agent_joined": {
        "en": "{name} from our support team has joined the conversation.",
        "zh": "人工客服 {name} 已加入对话。",
    },
    "act_cancel": {
        "en": "{name} has cancelled order {number}, or a part of it. The mail to you says what comes back.",
        "zh": "客服 {name} 已为您取消订单 {number}（或其中部分商品），退款详情请查看邮件。",
    },
    "act_address": {
        "en": "{name} has changed the delivery address of order {number}.",
        "zh": "客服 {name} 已修改订单 {number} 的收货地址。",
    },
    "act_change_item": {
        "en": "{name} has changed the items of order {number}.",
        "zh": "客服 {name} 已更改订单 {number} 中的商品。",
    },
    "act_return": {
        "en": "{name} has registered a return for order {number}. The label is in the mail to you.",
        "zh": "客服 {name} 已为订单 {number} 登记退货，退货单已发送到您的邮箱。",
    },
    "act_exchange": {
        "en": "{name} has registered an exchange for order {number}. The label is in the mail to you.",
        "zh": "客服 {name} 已为订单 {number} 登记换货，寄回标签已发送到您的邮箱。",
    },
    "act_claim": {
        "en": "{name} has registered what is wrong with order {number}.",
        "zh": "客服 {name} 已登记订单 {number} 的商品问题。",
    },
    "act_claim_decide": {
        "en": "{name} has decided on your report about order {number}.",
        "zh": "客服 {name} 已处理您对订单 {number} 的问题申报。",
    },
    "act_return_arrived": {
        "en": "{name} has marked your parcel back from order {number} as arrived.",
        "zh": "客服 {name} 已确认收到订单 {number} 的退回包裹。",
    },
    "act_return_settled": {
        "en": "{name} has completed your return for order {number}.",
        "zh": "客服 {name} 已完成订单 {number} 的退换货处理。",
    },
    "act_return_withdraw": {
        "en": "{name} has withdrawn the return for order {number}.",
        "zh": "客服 {name} 已撤回订单 {number} 的退货申请。",
    },
    "agent_left": {
        "en": "You're being passed on to another colleague, who can read everything here. One moment, please.",
        "zh": "正在为您转接另一位同事，之前的对话对方都能看到，请稍候。",
    },
    "closed": {
        "en": "This conversation has ended. A new one was started.",
        "zh": "本次对话已结束，新的对话已开始。",
    },
    "erased": {
        "en": "Erased.",
        "zh": "已删除。",
    },
    "forgotten": {
        "en": "As you asked, what was said in your conversations with us has been erased.",
        "zh": "已按您的要求删除您与我们的对话内容。",
    },
    "ticket": {
        "en": "Nobody is at our desk at the moment: our people are back {opens}. Write your e-mail address here and "
        "they will answer you there. Until then I'll help as far as I can.",
        "zh": "现在人工客服不在线，同事{opens}回来。请在这里留下您的邮箱，他们会通过邮件回复您；在此之前我会尽力帮您。",
    },
    "ticket_account": {
        "en": "Nobody is at our desk at the moment: our people are back {opens}. They have your message as {ticket} "
        "and will answer to the e-mail address of your account. Until then I'll help as far as I can.",
        "zh": "现在人工客服不在线，同事{opens}回来。您的留言已登记（{ticket}），他们会回复到您账户的邮箱；"
        "在此之前我会尽力帮您。",
    },
    "ticket_received": {
        "en": "Thank you. Your message is noted as {ticket}, and we'll answer to {email}. If that address is wrong, "
        "just send the right one.",
        "zh": "谢谢，您的留言已登记（{ticket}），我们会回复到 {email}。如果邮箱有误，直接把正确的发来就行。",
    },
    "ticket_answered": {
        "en": "{name} from our support team has answered your message {ticket} by e-mail.",
        "zh": "客服 {name} 已通过邮件回复您的留言（{ticket}）。",
    },
    "ticket_waiting": {
        "en": "Our people have your message as {ticket}. They are back {opens} and will answer by e-mail.",
        "zh": "您的留言同事已经能看到（{ticket}），他们{opens}回来，会通过邮件回复您。",
    },
    "rate_bot": {
        "en": "How was the help of our digital assistant? One to five stars, and a word if you like.",
        "zh": "智能助手这次帮到您了吗？请打一到五星，也可以留一句话。",
    },
    "rate_human": {
        "en": "How was the help of our support team? One to five stars, and a word if you like.",
        "zh": "人工客服这次的服务您满意吗？请打一到五星，也可以留一句话。",
    },
    "language": {
        "en": "We'll carry on in English.",
        "zh": "接下来用中文为您服务。",
    },
}

# said before what becomes of the conversation, where it goes to people for such a reason
LEADS: dict[str, dict[str, str]] = {
    "sorry": {
        "en": "I'm sorry. This has gone wrong, and you should not have to argue with a program about it.",
        "zh": "非常抱歉，这件事我们没有做好，不该再让您跟机器人周旋。",
    },
    "safety": {
        "en": "Please stop using it and keep away from it. If somebody is hurt or something is burning, call the "
        "emergency services first.",
        "zh": "请先停止使用并远离该商品。如果有人受伤或仍在冒烟起火，请先拨打急救或消防电话。",
    },
    "bot_unavailable": {
        "en": "Our assistant can't be reached right now.",
        "zh": "智能助手暂时无法回复。",
    },
}

# where opening hours name no day ahead
SOON = {"en": "soon", "zh": "稍后"}

# clients know one code for what looks the same to them, whatever led there
SHOWN_CODES = {
    "bot_unavailable": "queued",
    "ticket_account": "ticket",
    "ticket_waiting": "ticket",
    "ticket_answered": "ticket",
    **{
        f"act_{act}": "order_changed"
        for act in (
            "cancel",
            "address",
            "change_item",
            "return",
            "exchange",
            "claim",
            "claim_decide",
            "return_arrived",
            "return_settled",
            "return_withdraw",
        )
    },
    "rate_bot": "rate",
    "rate_human": "rate",
}

ERRORS: dict[str, dict[str, str]] = {
    "bad_request": {"en": "That message could not be understood.", "zh": "无法识别该请求。"},
    "empty": {"en": "Please type a message first.", "zh": "请先输入内容。"},
    "too_long": {
        "en": "That message is too long. Please keep it under 2,000 characters.",
        "zh": "消息太长了，请控制在 2000 字以内。",
    },
    "unknown_choice": {"en": "That option isn't available here.", "zh": "此处没有该选项。"},
    "not_joined": {"en": "Please reconnect before you write.", "zh": "请先重新连接再发送消息。"},
    "closed": {"en": "This conversation has ended. Please start a new one.", "zh": "本次对话已结束，请开始新的对话。"},
    "unauthorized": {"en": "A valid API key is needed.", "zh": "需要有效的 API 密钥。"},
    "not_signed_in": {"en": "Please sign in to your account first.", "zh": "请先登录您的账户。"},
    "wrong_login": {"en": "E-mail address or password is wrong.", "zh": "邮箱或密码不正确。"},
    "locked": {
        "en": "Too many wrong passwords. This account can be tried again in 15 minutes.",
        "zh": "密码错误次数过多，请 15 分钟后再试。",
    },
    "forbidden": {"en": "Your account is not allowed to do this.", "zh": "您的账号没有此权限。"},
    "cross_site": {"en": "That came from another site and was refused.", "zh": "该请求来自其他网站，已被拒绝。"},
    "weak_password": {
        "en": "Please choose a password of 10 characters or more that is not easy to guess.",
        "zh": "请设置至少 10 个字符且不易猜到的密码。",
    },
    "email_taken": {"en": "There is an account with this e-mail address already.", "zh": "该邮箱已有账号。"},
    "last_admin": {
        "en": "This is the last admin: make somebody else one first.",
        "zh": "这是最后一位管理员，请先指定其他管理员。",
    },
    "no_suggestions": {
        "en": "Suggestions cannot be had at the moment. Please try again.",
        "zh": "暂时无法获取推荐回复，请稍后再试。",
    },
    "no_address": {
        "en": "The shopper has left no e-mail address: answer in the chat instead.",
        "zh": "顾客没有留下邮箱，请在对话中回复。",
    },
    "act_refused": {"en": "The shop's rules do not allow this.", "zh": "店铺规则不允许此操作。"},
    "unknown_variable": {"en": "The answer names a variable that is not known.", "zh": "回复中有未知的变量。"},
    "not_holder": {
        "en": "Somebody else holds this conversation now. Take it over first.",
        "zh": "该对话目前由其他人负责，请先接手。",
    },
    "taken_meanwhile": {
        "en": "The conversation has changed hands meanwhile. Look at it again.",
        "zh": "该对话刚刚换了负责人，请重新查看。",
    },
    "agent_away": {"en": "This colleague is not there at the moment.", "zh": "该同事目前不在线。"},
    "not_found": {"en": "There is nothing at this address.", "zh": "该地址不存在。"},
    "rate_limited": {
        "en": "That was a lot of messages at once. Please wait a few seconds and try again.",
        "zh": "消息发送过于频繁，请稍等几秒再试。",
    },
    "photo_too_large": {
        "en": "That photo is too large. Please send one of at most 8 MB.",
        "zh": "照片太大了，请发送 8 MB 以内的照片。",
    },
    "not_a_photo": {
        "en": "That file isn't a photo we can read. Please send a JPEG, PNG or WebP.",
        "zh": "无法识别该文件，请发送 JPEG、PNG 或 WebP 格式的照片。",
    },
    "photo_broken": {
        "en": "That photo seems to be damaged. Please take it again or choose another.",
        "zh": "照片文件似乎已损坏，请重新拍摄或换一张。",
    },
    "server_error": {"en": "Something went wrong on our side. Please try again.", "zh": "服务出现问题，请稍后重试。"},
}

PHOTO = {"en": "Photo {number}", "zh": "照片 {number}"}


def photo(number: int, language: str) -> str:
    """What a photograph is called where it cannot be seen."""
    return _in(PHOTO, language).format(number=number)


# what a shopper has said who closes the offer to go on with a task
DISMISSAL = {"en": "Not now", "zh": "先不用了"}


def dismissal(language: str) -> str:
    return _in(DISMISSAL, language)


def notice(code: str, language: str, lead: str | None = None, **values: str) -> str:
    """`lead` names the sentence of LEADS that comes first, in the same language."""
    text = _in(NOTICES[code], language).format(**values)
    if lead is None:
        return text
    space = "" if language == "zh" else " "
    return f"{_in(LEADS[lead], language)}{space}{text}"


def soon(language: str) -> str:
    return _in(SOON, language)


def error(code: str, language: str = "en") -> str:
    return _in(ERRORS.get(code, ERRORS["server_error"]), language)


def _in(sentences: dict[str, str], language: str) -> str:
    return sentences.get(language, sentences["en"])
