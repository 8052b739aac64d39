"""The bot's and the agents' Markdown as HTML that a page may show: nothing in it can run, load or mislead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_SCHEMES = {"http", "https", "mailto", "tel"}
# a path of this site: not //host, nor /\host, which browsers read as //host
_OWN_PATH = re.compile(r"/(?![/\\])")
_TAGS = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "code", "pre", "blockquote", "h1", "h2", "h3", "h4", "hr"}


def _allowed(url: str) -> bool:
    scheme, colon, _ = url.strip().partition(":")
    return bool(_OWN_PATH.match(url)) or (bool(colon) and scheme.lower() in _SCHEMES)


def _link_open(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[index]
    if str(token.attrGet("href")).lower().startswith("http"):
        token.attrSet("target", "_blank")
    return renderer.renderToken(tokens, index, options, env)


def _attribute(tag: str, name: str, value: str) -> str | None:
    return value if name != "href" or _allowed(value) else None


_parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "html_block", "html_inline"])
_parser.validateLink = _allowed  # type: ignore[method-assign]
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
