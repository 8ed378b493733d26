"""What a page says about its article in JSON-LD (schema.org), read with bounds and no trust."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from itertools import islice

from lxml.html import HtmlElement

# Real pages have under ten blocks of under 200 KB, and nodes nested four deep.
_MOST_BLOCKS, _LARGEST_BLOCK, _MOST_NODES, _DEEPEST = 40, 1 << 21, 2000, 8
_ARTICLES = ("Article", "Posting", "Report", "Blog")
_LISTS = frozenset({"CollectionPage", "ItemList", "SearchResultsPage"})

Node = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedData:
    """The page's types, and the fields of the node that describes its article."""

    types: frozenset[str] = frozenset()
    article: Node = field(default_factory=dict)

    def string(self, name: str) -> str:
        """Return a field that is a string, "" when it is none."""
        value = self.article.get(name)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        return unescape(value).strip() if isinstance(value, str) else ""

    @property
    def publisher(self) -> str:
        """The publisher's name."""
        publisher = self.article.get("publisher")
        name = publisher.get("name") if isinstance(publisher, Mapping) else None
        return unescape(name).strip() if isinstance(name, str) else ""

    @property
    def authors(self) -> list[str]:
        """The names of the authors that are people, as they are written."""
        authors = self.article.get("author")
        listed = authors if isinstance(authors, list) else [authors]
        people = (one for one in listed if _is_person(one))
        names = (one.get("name") if isinstance(one, Mapping) else one for one in people)
        return [unescape(name) for name in names if isinstance(name, str)]

    @property
    def words(self) -> int:
        """The number of words that the publisher says the article has; 0 when it does not."""
        value = self.article.get("wordCount")
        try:
            return max(0, int(value)) if isinstance(value, int | str) else 0
        except ValueError:
            return 0

    @property
    def is_paid(self) -> bool:
        """Whether the page says that it is not free to read."""
        return str(self.article.get("isAccessibleForFree")).lower() == "false"

    @property
    def is_live(self) -> bool:
        """Whether the page is a live blog."""
        return "LiveBlogPosting" in self.types

    @property
    def is_list(self) -> bool:
        """Whether the page lists articles and is none."""
        return bool(self.types & _LISTS) and not self.article


def read_linked_data(tree: HtmlElement) -> LinkedData:
    """Read the JSON-LD blocks of a page; what is not JSON is passed over."""
    nodes = list(islice(_nodes(tree), _MOST_NODES))
    types = frozenset(name for node in nodes for name in _types(node))
    articles = [node for node in nodes if any(name.endswith(_ARTICLES) for name in _types(node))]
    # Pages also describe the articles they link to; the page's own has the most to say.
    article = max(articles, key=_richness, default={})
    return LinkedData(types=types, article=article)


def _richness(node: Node) -> int:
    own = ("datePublished", "author", "articleBody", "publisher", "mainEntityOfPage", "headline")
    return sum(name in node for name in own)


def _types(node: Node) -> list[str]:
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return [name for name in names if isinstance(name, str)]


def _is_person(author: object) -> bool:
    return not isinstance(author, Mapping) or "Organization" not in _types(author)


def _nodes(tree: HtmlElement) -> Iterator[Node]:
    blocks = tree.iterfind(".//script[@type='application/ld+json']")
    for block in islice(blocks, _MOST_BLOCKS):
        content = block.text or ""
        if len(content) > _LARGEST_BLOCK:
            continue
        try:
            yield from _walk(json.loads(content, strict=False), depth=0)
        except (ValueError, RecursionError):
            continue


def _walk(value: object, *, depth: int) -> Iterator[Node]:
    """Yield every object; arrays, @graph and a page's mainEntity are gone into."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, depth=depth + 1)
    if isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "hasPart"):
            yield from _walk(value.get(name), depth=depth + 1)
