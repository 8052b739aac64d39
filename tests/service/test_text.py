"""Text that goes in, and Markdown that comes out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import Refused
from service.markdown import to_html
from service.text import LONGEST, clean


@given(st.text(st.characters(), max_size=300))
def test_whatever_is_typed_is_refused_or_can_be_stored_and_is_clean_already(typed: str) -> None:
    try:
        text = clean(typed)
    except Refused:
        return
    text.encode("utf-8")
    assert 0 < len(text) <= LONGEST and clean(text) == text and "\x00" not in text


def test_marks_of_right_to_left_scripts_and_emoji_joiners_stay() -> None:
    for words in ("\u202bשלום\u202c", "👩\u200d🚒", "می\u200cخواهم"):
        assert clean(words) == words


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("**bold** and _soft_", "<p><strong>bold</strong> and <em>soft</em></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("[returns](/help/returns)", '<p><a href="/help/returns" rel="noopener">returns</a></p>'),
        (
            "[map](https://maps.example/x)",
            '<p><a href="https://maps.example/x" target="_blank" rel="noopener">map</a></p>',
        ),
        ("<mailto:help@larkfield.example>", None),
        ("[call](tel:+4930123456)", '<p><a href="tel:+4930123456" rel="noopener">call</a></p>'),
        ("<b>no</b>", "<p>&lt;b&gt;no&lt;/b&gt;</p>"),
        ("点**忘记密码？**就能登录", "<p>点<strong>忘记密码？</strong>就能登录</p>"),
        ("叫**“云雀”**的店", "<p>叫<strong>“云雀”</strong>的店</p>"),
        ("点**忘记密码？**\n再试", "<p>点<strong>忘记密码？</strong><br>\n再试</p>"),
        ("三 * 四 ** 五", "<p>三 * 四 ** 五</p>"),
        ("snake_case和__name__", "<p>snake_case和__name__</p>"),
        ("5 < 7 & 9 > 3", "<p>5 &lt; 7 &amp; 9 &gt; 3</p>"),
        (
            "|  | A |\n| --- | --- |\n| Price \\| net | <b>5</b> |",
            "<table>\n<thead>\n<tr>\n<th></th>\n<th>A</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n"
            "<td>Price | net</td>\n<td>&lt;b&gt;5&lt;/b&gt;</td>\n</tr>\n</tbody>\n</table>",
        ),
    ],
)
def test_markdown_becomes_plain_html(markdown: str, html: str | None) -> None:
    if html is None:
        assert 'href="mailto:help@larkfield.example"' in to_html(markdown)
    else:
        assert to_html(markdown) == html


@pytest.mark.parametrize(
    "markdown",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "[x](//evil.example)",
        "[x](/\\evil.example)",
        "[x](\\\\evil.example)",
        "[x](relative/page)",
        "[x](file:///etc/passwd)",
        "[x][1]\n\n[1]: javascript:alert(1)",
        "<javascript:alert(1)>",
        "![x](https://tracker.example/pixel.gif)",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<script>alert(1)</script>",
        "<svg/onload=alert(1)>",
        "<style>*{display:none}</style>",
        "<!-- --><iframe src=x>",
    ],
)
def test_nothing_in_markdown_can_run_load_or_mislead(markdown: str) -> None:
    html = to_html(markdown)
    for href in re.findall(r'<a [^>]*href="([^"]*)"', html):
        assert re.match(r"https?://|mailto:|tel:|/[^/\\]", href)
    for tag in ("<img", "<script", "<svg", "<style", "<iframe", "<!--", "<a href='"):
        assert tag not in html


@given(st.text(max_size=200))
def test_html_of_anything_has_only_known_tags(markdown: str) -> None:
    known = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "code", "pre", "blockquote", "hr"}
    known |= {"h1", "h2", "h3", "h4"}
    assert set(re.findall(r"</?([a-zA-Z0-9]+)", to_html(markdown))) <= known
