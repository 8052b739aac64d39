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
    "agent_joined": {
        "en": "A colleague from our support team has joined the conversation.",
        "zh": "人工客服已加入对话。",
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
    "language": {
        "en": "We'll carry on in English.",
        "zh": "接下来用中文为您服务。",
    },
}

# clients know one code for the queue, whatever led there
SHOWN_CODES = {"bot_unavailable": "queued"}

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


def notice(code: str, language: str) -> str:
    return _in(NOTICES[code], language)


def error(code: str, language: str = "en") -> str:
    return _in(ERRORS.get(code, ERRORS["server_error"]), language)


def _in(sentences: dict[str, str], language: str) -> str:
    return sentences.get(language, sentences["en"])
