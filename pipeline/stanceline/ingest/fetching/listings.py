"""What a fetched feed, sitemap or front page lists: the addresses to fetch next."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from urllib.parse import urldefrag, urljoin, urlsplit

from stanceline.ingest.feed import parse_feed
from stanceline.ingest.fetching.client import is_address
from stanceline.ingest.fetching.log import Target
from stanceline.ingest.limits import LARGEST_DOCUMENT
from stanceline.ingest.markup import parse_markup
from stanceline.ingest.refusals import RefusalError
from stanceline.ingest.sitemap import list_addresses
from stanceline.ingest.sniffing import HEAD_BYTES, FileKind, sniff_head

# The protocol's own limit (sitemaps.org): 50,000 addresses a sitemap.
_MOST = 50_000
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})


def unpack(body: bytes, encoding: str = "") -> bytes:
    """Undo gzip, by the server or of the file itself, up to the size of a document.

    Raises:
        RefusalError: it is larger, or damaged.

    """
    if encoding.strip().lower() not in {"", "identity", "gzip", "x-gzip"}:
        return body
    try:
        while body.startswith(b"\x1f\x8b"):
            with gzip.open(BytesIO(body)) as packed:
                body = packed.read(LARGEST_DOCUMENT + 1)
            if len(body) > LARGEST_DOCUMENT:
                raise RefusalError(
                    "too large", "answer", f"unpacks to over {LARGEST_DOCUMENT:,} bytes"
                )
    except (OSError, EOFError, zlib.error) as error:
        raise RefusalError("damaged", "answer", f"cannot be unpacked: {error}") from error
    return body


def is_listing(body: bytes) -> bool:
    """Say whether an unpacked body is a feed or a sitemap."""
    kind = sniff_head(body[:HEAD_BYTES]).kind
    return kind in {FileKind.FEED, FileKind.JSON_FEED, FileKind.SITEMAP}


def read_listing(body: bytes, *, url: str) -> Iterator[Target]:
    """Yield the addresses that a feed or sitemap lists, with the dates it gives."""
    kind = sniff_head(body[:HEAD_BYTES]).kind
    if kind is FileKind.SITEMAP:
        targets = _read_sitemap(body, url=url)
    elif kind is FileKind.JSON_FEED:
        targets = _read_json_feed(body, url=url)
    else:
        targets = _read_feed(body, url=url)
    yield from islice(filter(is_fetchable, targets), _MOST)


def read_front_page(body: bytes, *, url: str) -> Iterator[Target]:
    """Yield the feeds that a page names in its head."""
    try:
        tree = parse_markup(body.decode("utf-8", "replace"), locator=url)
    except RefusalError:
        return
    for link in tree.iter("link"):
        kind = (link.get("type") or "").strip().lower()
        named = Target(url=_join(url, link.get("href")), via=url, is_seed=True)
        is_feed = "alternate" in (link.get("rel") or "").lower() and kind in _FEED_TYPES
        if is_feed and is_fetchable(named):
            yield named


def is_fetchable(target: Target) -> bool:
    """Say whether a target is an address of the web: listings hold anything."""
    return is_address(target.url)


def is_front_page(url: str) -> bool:
    """Say whether an address is that of a whole site."""
    parts = urlsplit(url)
    return parts.path in {"", "/"} and not parts.query


def _join(base: str, link: str | None) -> str:
    """Return the address that a link leads to, "" when it leads nowhere."""
    try:
        return urldefrag(urljoin(base, (link or "").strip())).url
    except ValueError:
        return ""


def _read_sitemap(body: bytes, *, url: str) -> Iterator[Target]:
    for listed in list_addresses(BytesIO(body)):
        yield Target(
            url=_join(url, listed.url),
            via=url,
            published=listed.published,
            is_seed=listed.is_index,
        )


def _read_feed(body: bytes, *, url: str) -> Iterator[Target]:
    for entry in parse_feed(body).entries:
        if link := entry.get("link"):
            published = entry.get("published", "") if "published" in entry else ""
            yield Target(url=_join(url, link), via=url, published=published)


def _read_json_feed(body: bytes, *, url: str) -> Iterator[Target]:
    import ijson

    try:
        for entry in ijson.items(BytesIO(body), "items.item"):
            link = entry.get("url") if isinstance(entry, dict) else None
            if isinstance(link, str):
                published = str(entry.get("date_published") or "")
                yield Target(url=_join(url, link), via=url, published=published)
    except ijson.JSONError:
        return
