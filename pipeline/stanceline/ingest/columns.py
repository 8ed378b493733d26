"""Rows of tables: which column holds what, under the names that collections use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from stanceline.ingest.bylines import read_authors
from stanceline.ingest.dates import UNKNOWN_DATE, Dated, read_date
from stanceline.ingest.drafts import Draft
from stanceline.ingest.fragments import looks_like_markup, read_fragment
from stanceline.ingest.language import read_language_tag
from stanceline.ingest.refusals import RefusalError

# The first column that holds something wins. Full text comes before what may be a summary.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "text": (
        "text", "body", "maintext", "full_text", "fulltext", "article_text", "article_body",
        "articlebody", "plaintext", "plain_text", "content", "article", "paragraphs",
    ),
    "title": ("title", "headline", "article_title"),
    "date": (
        "date", "published", "published_at", "publishedat", "date_published", "datepublished",
        "date_publish", "publish_date", "publication_date", "publishing_date", "pubdate",
        "pub_date", "webpublicationdate", "timestamp", "created_at",
    ),
    "modified": (
        "modified", "date_modify", "date_modified", "datemodified", "updated", "updated_at",
    ),
    "outlet": (
        "outlet", "publication", "publisher", "newspaper", "source_name", "sitename", "source",
        "source_domain", "domain",
    ),
    "url": ("url", "link", "web_url", "weburl", "canonical_url", "source_url"),
    "authors": ("authors", "author", "byline", "creator"),
    "language": ("language", "lang", "language_code"),
}  # fmt: skip
# A message must stay readable whatever the header of a hostile table holds.
_SHOWN_COLUMNS, _SHOWN_CHARACTERS = 20, 40
_KNOWN = frozenset(alias for aliases in ALIASES.values() for alias in aliases)


def is_article_header(cells: Iterable[str]) -> bool:
    """Say whether a line is the header of a table of articles: a text column, half names known."""
    names = [normal_name(cell) for cell in cells]
    known = sum(name in _KNOWN for name in names)
    return any(name in ALIASES["text"] for name in names) and 2 * known >= len(names)


def has_text_column(names: Iterable[str]) -> bool:
    """Say whether one of the columns can hold an article's text."""
    return any(normal_name(name) in ALIASES["text"] for name in names)


def known_columns(names: Iterable[str]) -> list[str]:
    """Keep the columns that are read, so that wide tables need not be."""
    return [name for name in names if normal_name(name) in _KNOWN]


def normal_name(name: str) -> str:
    """Return a column's name as the aliases have it.

    >>> normal_name(' "Publish Date"')
    'publish_date'
    """
    return name.strip("\ufeff\"' \t\r\n").casefold().replace(" ", "_").replace("-", "_")


def explain_columns(names: Iterable[str]) -> str:
    """Say which columns were seen and which would have worked, for a rejection."""
    wanted = ", ".join(ALIASES["text"])
    seen = [name[:_SHOWN_CHARACTERS] for name in names]
    shown = ", ".join(seen[:_SHOWN_COLUMNS]) or "none"
    more = f" and {len(seen) - _SHOWN_COLUMNS} more" if len(seen) > _SHOWN_COLUMNS else ""
    return f"no column holds the text: saw {shown}{more}; name one of {wanted}"


def read_row(row: Mapping[str, object], *, locator: str, not_after: datetime) -> Draft:
    """Make a draft of a row.

    Raises:
        RefusalError: no column holds text.

    """
    cells = {normal_name(str(name)): value for name, value in row.items()}
    text = _first_text(cells, ALIASES["text"])
    if not text:
        problem = "the row has no text" if has_text_column(cells) else explain_columns(cells)
        raise RefusalError("no text", locator, problem)
    modified = _read_date(cells, "modified", not_after=not_after)
    return Draft(
        text=read_fragment(text, locator=locator) if looks_like_markup(text) else text,
        title=_first_text(cells, ALIASES["title"]),
        outlet=_first_text(cells, ALIASES["outlet"]),
        url=_first_text(cells, ALIASES["url"]),
        authors=read_authors(_first_value(cells, ALIASES["authors"])),
        dated=_read_date(cells, "date", not_after=not_after),
        modified=modified.published,
        language=read_language_tag(_first_text(cells, ALIASES["language"])),
    )


def _first_value(cells: Mapping[str, object], names: Iterable[str]) -> object:
    return next((cells[name] for name in names if cells.get(name) not in (None, "", [])), None)


def _first_text(cells: Mapping[str, object], names: Iterable[str]) -> str:
    return next(filter(None, (_as_text(cells.get(name)).strip() for name in names)), "")


def _as_text(value: object) -> str:
    """Return a cell as text: a string, a list of paragraphs, or an object's name."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return _as_text(value.get("name"))
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return "\n\n".join(value)
    return ""


def _read_date(cells: Mapping[str, object], field: str, *, not_after: datetime) -> Dated:
    """Read the first date that is understood; else say what was wrong with the first there is."""
    doubt = UNKNOWN_DATE
    for name in ALIASES[field]:
        value = cells.get(name)
        if value in (None, ""):
            continue
        dated = read_date(value, source=f"column:{name}", not_after=not_after)
        if dated.published:
            return dated
        doubt = doubt if doubt.note else dated
    return doubt
