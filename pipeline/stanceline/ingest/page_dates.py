"""The date of a page: which of all the dates on it is the day of publication.

The order is written in docs/adr/0023: declared metadata, then the address, then the feed or
sitemap that listed the page, then the text. A date that is only guessed from the text gives way
to all others, and a first of January there may be a bare year: it is no date of publication.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from lxml.html import HtmlElement

from stanceline.ingest.dates import UNKNOWN_DATE, Dated, read_date
from stanceline.ingest.linked_data import LinkedData

# Names under which pages declare when they were published, as property, name or itemprop.
_PUBLISHED = frozenset({
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished",
    "date.published", "publish-date", "publish_date", "pubdate", "publication_date",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "article.published",
    "dc.date.issued", "dcterms.created", "dc.date", "date", "iso-8601-publish-date",
})  # fmt: skip
_MODIFIED = frozenset({
    "article:modified_time", "og:updated_time", "datemodified", "last-modified",
    "dcterms.modified", "parsely-modified-date",
})  # fmt: skip
_URL_DAY = re.compile(r"(?<!\d)(\d{4})[/_-]?(\d{2})[/_-]?(\d{2})(?!\d)")


def date_settings(not_after: datetime) -> dict[str, Any]:
    """Tell htmldate to look in markup and metadata for the original date."""
    # It compares with dates that have no zone.
    limit = not_after.replace(tzinfo=None)
    return {"original_date": True, "extensive_search": False, "max_date": limit}


def date_page(
    found: str,
    *,
    stamps: Sequence[Dated],
    url: str,
    listed: Dated,
    guess: Callable[[], str],
    not_after: datetime,
) -> Dated:
    """Date a page by the day that was found in its markup, more exactly where it can be.

    found: the day by htmldate, "" for none. stamps: what the page declares to the second.
    guess: searches the text; called only when nothing else is known.
    """
    day = read_date(found, source="html:markup", not_after=not_after) if found else UNKNOWN_DATE
    if day.published:
        return _sharpen(day, stamps=stamps, url=url)
    if listed.published or stamps:
        return listed if listed.published else stamps[0]
    guessed = guess()
    if not guessed or guessed.endswith("-01-01"):
        return day
    return read_date(guessed, source="html:text", not_after=not_after)


def _sharpen(day: Dated, *, stamps: Sequence[Dated], url: str) -> Dated:
    """Add the time of day that a stamp of the same day has, or say that the address has it."""
    for stamp in stamps:
        if stamp.published and stamp.local == day.local:
            return stamp
    in_url = _URL_DAY.search(url)
    if in_url and day.local and "".join(in_url.groups()) == f"{day.local:%Y%m%d}":
        return replace(day, source="html:url")
    return day


def guess_date(tree: HtmlElement, *, url: str, not_after: datetime) -> str:
    """Search the text of a page for its date, "" when nothing looks like one."""
    from htmldate import find_date

    settings = date_settings(not_after) | {"extensive_search": True}
    return find_date(tree, url=url or None, **settings) or ""


def declared_dates(tree: HtmlElement, linked: LinkedData, *, not_after: datetime) -> list[Dated]:
    """List when a page says it was published, JSON-LD before meta elements."""
    written = (
        *_stamps((linked.string(name) for name in ("datePublished", "dateCreated")), "json-ld"),
        *_stamps(_meta_values(tree, _PUBLISHED), "meta"),
    )
    dated = (read_date(value, source=source, not_after=not_after) for value, source in written)
    return [one for one in dated if one.published]


def declared_modified(
    tree: HtmlElement, linked: LinkedData, *, not_after: datetime
) -> datetime | None:
    """Return when a page says it was last changed."""
    values = (linked.string("dateModified"), *_meta_values(tree, _MODIFIED))
    for value, source in _stamps(values, "modified"):
        if found := read_date(value, source=source, not_after=not_after).published:
            return found
    return None


def _meta_values(tree: HtmlElement, names: frozenset[str]) -> Iterator[str]:
    for meta in tree.iter("meta"):
        keys = (meta.get("property"), meta.get("name"), meta.get("itemprop"))
        if any(key and key.strip().lower() in names for key in keys):
            yield meta.get("content") or meta.get("datetime") or ""


def _stamps(values: Iterator[str] | Sequence[str], origin: str) -> Iterator[tuple[datetime, str]]:
    """Keep what is a date in ISO 8601; other forms are the page-date library's to judge."""
    for value in values:
        try:
            yield datetime.fromisoformat(value.strip()), f"html:{origin}"
        except ValueError:
            continue
