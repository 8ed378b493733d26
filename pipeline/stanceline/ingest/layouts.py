"""Which column holds what: the names that collections use, and the exports that are known.

An export is recognised by columns that only its program writes; then its own columns count and
no others, because programs use one name for different things: trafilatura's ``source`` is an
address, another table's an outlet; newspaper4k's ``language`` is its setting, not the page's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

Columns = Mapping[str, tuple[str, ...]]

FIELDS = ("text", "title", "date", "modified", "outlet", "url", "authors", "language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The columns of a kind of table, by field; the first that holds something wins.

    marks: columns that together tell the layout. remedy: what helps when there is no text.
    """

    name: str
    columns: Columns
    marks: frozenset[str] = frozenset()
    remedy: str = ""


# Full text comes before what may be a summary.
PLAIN = Layout(
    name="column",
    columns={
        "text": (
            "text", "body", "maintext", "full_text", "fulltext", "article_text", "article_body",
            "articlebody", "plaintext", "plain_text", "content", "article", "paragraphs",
        ),
        "title": ("title", "headline", "article_title"),
        "date": (
            "date", "published", "published_at", "publishedat", "date_published",
            "datepublished", "date_publish", "publish_date", "publication_date",
            "publishing_date", "pubdate", "pub_date", "webpublicationdate", "timestamp",
            "created_at",
        ),
        "modified": (
            "modified", "date_modify", "date_modified", "datemodified", "updated", "updated_at",
        ),
        "outlet": (
            "outlet", "publication", "publisher", "newspaper", "source_name", "sitename",
            "source", "source_domain", "domain",
        ),
        "url": ("url", "link", "web_url", "weburl", "canonical_url", "source_url"),
        "authors": ("authors", "author", "byline", "creator"),
        "language": ("language", "lang", "language_code"),
    },
)  # fmt: skip
_EXPORTS = (
    Layout(
        name="fundus",
        marks=frozenset({"publishing_date", "topics"}),
        columns={
            "text": ("plaintext", "body"), "title": ("title",), "date": ("publishing_date",),
            "outlet": ("publisher",), "url": ("url", "requested_url", "html"),
            "authors": ("authors",), "language": ("lang",),
        },
    ),
    Layout(
        name="news-please",
        marks=frozenset({"maintext", "date_publish", "source_domain"}),
        columns={
            "text": ("maintext",), "title": ("title",), "date": ("date_publish",),
            "modified": ("date_modify",), "outlet": ("source_domain",), "url": ("url",),
            "authors": ("authors",), "language": ("language",),
        },
    ),
    Layout(
        name="newspaper4k",
        marks=frozenset({"publish_date", "meta_lang", "text"}),
        columns={
            "text": ("text",), "title": ("title",), "date": ("publish_date",),
            "outlet": ("meta_site_name",), "url": ("canonical_link", "url"),
            "authors": ("authors",), "language": ("meta_lang",),
        },
    ),
    Layout(
        name="trafilatura",
        marks=frozenset({"hostname", "fingerprint", "text"}),
        columns={
            "text": ("text", "raw_text"), "title": ("title",), "date": ("date",),
            "outlet": ("source_hostname", "sitename", "hostname"), "url": ("source", "url"),
            "authors": ("author",), "language": ("language",),
        },
    ),
    Layout(
        name="mediacloud",
        marks=frozenset({"media_name", "publish_date"}),
        columns={
            "text": ("text", "article_text"), "title": ("title",), "date": ("publish_date",),
            "outlet": ("media_name",), "url": ("url",), "language": ("language",),
        },
        remedy="Media Cloud lists addresses without their texts; 'stanceline fetch' brings them",
    ),
)  # fmt: skip
# A cell with the text field's name may be a whole fundus body or a list of paragraphs.
_KNOWN = frozenset(name for names in PLAIN.columns.values() for name in names)


def normal_name(name: str) -> str:
    """Return a column's name as the layouts have it.

    >>> normal_name(' "Publish Date"')
    'publish_date'
    """
    return name.strip("\ufeff\"' \t\r\n").casefold().replace(" ", "_").replace("-", "_")


def find_layout(names: Iterable[str], mapped: Mapping[str, str]) -> Layout:
    """Return the layout of a table with these columns; what the user maps comes first in it."""
    layout = _recognise(frozenset(map(normal_name, names)))
    if not mapped:
        return layout
    own = {
        field: (normal_name(column), *layout.columns.get(field, ()))
        for field, column in mapped.items()
    }
    return replace(layout, columns={**layout.columns, **own})


@lru_cache(maxsize=256)
def _recognise(names: frozenset[str]) -> Layout:
    return next((export for export in _EXPORTS if export.marks <= names), PLAIN)


def is_article_header(cells: Iterable[str]) -> bool:
    """Say whether a line is the header of a table of articles.

    It is one of a known export, or has a text column and half its names are known.
    """
    names = [normal_name(cell) for cell in cells]
    known = sum(name in _KNOWN for name in names)
    has_text = any(name in PLAIN.columns["text"] for name in names)
    return _recognise(frozenset(names)) is not PLAIN or (has_text and 2 * known >= len(names))
