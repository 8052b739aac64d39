"""The bot's and the agents' Markdown as HTML that a page may show: nothing in it can run, load or mislead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline, emphasis
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_SCHEMES = {"http", "https", "mailto", "tel"}
# a path of this site: not //host, nor /\host, which browsers read as //host
_OWN_PATH = re.compile(r"/(?![/\\])")
_TAGS = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "code", "pre", "blockquote", "h1", "h2", "h3", "h4", "hr"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}


def _allowed(url: str) -> bool:
    scheme, colon, _ = url.strip().partition(":")
    return bool(_OWN_PATH.match(url)) or (bool(colon) and scheme.lower() in _SCHEMES)


def _link_open(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[index]
    if str(token.attrGet("href")).lower().startswith("http"):
        token.attrSet("target", "_blank")
    return renderer.renderToken(tokens, index, options, env)


def _stars(state: StateInline, silent: bool) -> bool:
    """Emphasis as CommonMark has it, but that beside Chinese `*` need only touch a word.

    CommonMark tells where emphasis ends by the space after a full stop, and Chinese has none: `**好吗？**好` would stay
    as it is (https://github.com/commonmark/commonmark-spec/issues/650)."""
    start, known = state.pos, len(state.delimiters)
    if not emphasis.tokenize(state, silent):
        return False
    before, after = state.src[start - 1 : start] or " ", state.src[state.pos : state.pos + 1] or " "
    if state.src[start] == "*" and any(unicodedata.east_asian_width(beside) in "WF" for beside in before + after):
        for delimiter in state.delimiters[known:]:
            delimiter.open, delimiter.close = not after.isspace(), not before.isspace()
    return True


def _attribute(tag: str, name: str, value: str) -> str | None:
    return value if name != "href" or _allowed(value) else None


_parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
_parser.disable(["image", "html_block", "html_inline"])
_parser.validateLink = _allowed  # type: ignore[method-assign]
_parser.inline.ruler.at("emphasis", _stars)
_parser.add_render_rule("link_open", _link_open)

_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href"}},
    tag_attribute_values={"a": {"target": {"_blank"}}},
    attribute_filter=_attribute,
    url_schemes=_SCHEMES,
    link_rel="noopener",
)


@lru_cache(maxsize=2048)
def to_html(markdown: str) -> str:
    """Sanitised HTML. Raw HTML comes out as text; links go to http(s), mailto, tel or a path of this site only."""
    return _cleaner.clean(_parser.render(markdown)).strip()
