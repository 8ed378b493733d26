"""Pieces of HTML, such as a feed's entry or a table's cell, to paragraphs of text.

Nothing is judged here: a fragment is an article's text already. Whole pages, where the article
has to be found first, are ``html.py``'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from stanceline.ingest.markup import parse_markup

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol",
    "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_SILENT = frozenset({
    "script", "style", "template", "noscript", "iframe", "object", "svg", "math", "head",
})  # fmt: skip
_BLOCK_TAG = re.compile(r"<(?:p|div|br|h[1-6]|ul|ol|li|blockquote|article|section)\b[^<>]*>", re.I)
_ENTITY_OR_TAG = re.compile(r"<[A-Za-z/][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z]+);")
_PARAGRAPH = "\x1f"


def looks_like_markup(text: str) -> bool:
    """Say whether a cell holds HTML: it begins with a tag or has two block tags."""
    return bool(_BLOCK_TAG.match(text.lstrip())) or len(_BLOCK_TAG.findall(text)) >= 2


def read_fragment(markup: str, *, locator: str) -> str:
    """Return the text of a fragment, a blank line between its blocks.

    Raises:
        RefusalError: the markup cannot be read whole.

    """
    if not _ENTITY_OR_TAG.search(markup):
        return markup
    tree = parse_markup(f"<div>{markup}</div>", locator=locator)
    pieces = "".join(_pieces(tree)).split(_PARAGRAPH)
    paragraphs = (" ".join(piece.split()) for piece in pieces)
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def read_inline(markup: str, *, locator: str) -> str:
    """Return the text of a title or name that may hold entities and tags."""
    return " ".join(read_fragment(markup, locator=locator).split())


def _pieces(root: html.HtmlElement) -> Iterator[str]:
    """Yield text with a mark wherever a block begins or ends; a loop, for depth costs no stack."""
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        yield _PARAGRAPH if element.tag in _BLOCKS else ""
        if event == "start":
            silent += element.tag in _SILENT
        else:
            silent -= element.tag in _SILENT
        text = element.text if event == "start" else element.tail
        yield text or "" if not silent else ""
