"""Words of a message with their places: one token a Latin word or number, one a Chinese character.

Everything is compared in a folded form that has exactly as many characters as what was typed, so that places in it are
places in the message: lower case, simplified characters, half-width forms, straight apostrophes."""

from __future__ import annotations

import re
from typing import NamedTuple

# Traditional characters in the words for goods, colours, sizes and times: what a shop hears, not a converter of texts.
_TRADITIONAL = (
    "燈灯頭头錶表褲裤襯衬紅红綠绿藍蓝黃黄絨绒衝冲鋒锋夾夹帳帐廚厨鍋锅壺壶檯台臺台機机響响騎骑車车單单鎖锁欖榄顏颜雙双條条個个隻只盞盏頂顶張张碼码號号塊块歐欧兩两"
    "內内過过於于週周禮礼後后點点鐘钟時时間间訂订買买賣卖價价錢钱貨货發发換换還还寬宽緊紧長长裝装備备營营蓋盖氈毡氣气墊垫風风質质圍围襪袜濾滤爐炉鐵铁鋼钢鑄铸銹锈鏽锈"
    "銅铜籃篮轉转電电線线無无藝艺織织針针羅罗紋纹灑洒淺浅銀银鮮鲜純纯盤盘筆笔記记憶忆膠胶圓圆帶带飾饰護护鏡镜衛卫運运動动戶户層层連连貼贴馬马領领徑径遠远輕轻讀读"
    "檔档場场總总遲迟幾几從从給给這这歲岁萬万億亿嗎吗麼么沒没東东為为請请問问謝谢顯显郵邮遞递應应該该適适選选樣样種种開开關关來来會会對对說说話话網网庫库補补們们"
    "見见覺觉讓让剛刚較较實实歡欢驗验寶宝貝贝麵面"
)
_FOLDED = {ord(old): new for old, new in zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True)}
_FOLDED |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_FOLDED |= {ord("’"): "'", ord("‘"): "'", ord("`"): "'", 0x3000: " ", 0xA0: " ", ord("×"): "x"}

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_HAN}]|\d+(?:\.\d+|,\d{{2,3}}(?!\d))?|[^\W\d_{_HAN}]+(?:'[^\W\d_{_HAN}]+)?|[^\w\s]")


class Token(NamedTuple):
    """A word, number, character or sign in folded form."""

    text: str
    start: int
    end: int

    @property
    def is_han(self) -> bool:
        return len(self.text) == 1 and "\u3400" <= self.text <= "\ufaff"

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()


def fold(text: str) -> str:
    """As many characters as `text`; a surrogate without its pair, which no encoding can carry, becomes U+FFFD."""
    text = _LONE_SURROGATE.sub("\ufffd", text).translate(_FOLDED)
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)


def tokens_of(folded: str) -> list[Token]:
    """The tokens of a folded text, in order."""
    return [Token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(folded)]
