"""Sitemaps, news sitemaps and their indexes (sitemaps.org 0.9): the addresses of a site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from lxml import etree

from stanceline.ingest.newsfile import NewsFile
from stanceline.ingest.refusals import RefusalError, reject
from stanceline.records import Rejected

_ENTRIES = frozenset({"url", "sitemap"})
_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One address of a sitemap, with what the sitemap says about the page, as it is written."""

    url: str
    is_index: bool = False
    modified: str = ""
    published: str = ""
    title: str = ""
    outlet: str = ""
    language: str = ""


def read_sitemap(file: NewsFile) -> Iterator[Rejected]:
    """Reject a sitemap: it names articles and holds none."""
    with file.open() as handle:
        addresses = (listed.url for listed in list_addresses(handle))
        shown = list(islice(addresses, _SHOWN))
        count = len(shown) + sum(1 for _ in addresses)
    refusal = RefusalError(
        "listing",
        file.name,
        f"a sitemap of {count:,} addresses, not articles: {', '.join(shown) or 'none'}",
        remedy="'stanceline fetch' takes it and brings the pages",
    )
    yield reject(refusal, source=file.source)


def list_addresses(handle: BinaryIO) -> Iterator[Listed]:
    """Yield a sitemap's addresses one by one; what is broken is passed over, as crawlers do."""
    entry: dict[str, str] = {}
    context = etree.iterparse(
        handle,
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    for _, element in context:
        # Not etree.QName, which raises for the names that damaged files have.
        name = element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
        if name in _ENTRIES:
            if entry.get("loc"):
                yield _make_listed(entry, is_index=name == "sitemap")
            entry = {}
            _forget(element)
        elif len(element) == 0 and element.text:
            entry.setdefault(name, element.text.strip())


def _make_listed(entry: dict[str, str], *, is_index: bool) -> Listed:
    return Listed(
        url=entry["loc"],
        is_index=is_index,
        modified=entry.get("lastmod", ""),
        published=entry.get("publication_date", ""),
        title=entry.get("title", ""),
        outlet=entry.get("name", ""),
        language=entry.get("language", ""),
    )


def _forget(element: etree._Element) -> None:
    """Free an entry and those before it: a sitemap has as many as it likes."""
    element.clear()
    while element.getprevious() is not None:
        parent = element.getparent()
        if parent is None:
            return
        del parent[0]
