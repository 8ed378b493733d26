"""RSS and Atom files: their entries, with the full content where there is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from io import BytesIO
from typing import Any, BinaryIO

from stanceline.ingest.bylines import read_authors
from stanceline.ingest.dates import UNKNOWN_DATE, Dated, read_date
from stanceline.ingest.drafts import Candidate, Draft
from stanceline.ingest.feed_pieces import (
    Piece,
    batched,
    count_entry_tags,
    cut_entries,
    join_pieces,
)
from stanceline.ingest.fragments import read_fragment, read_inline
from stanceline.ingest.language import read_language_tag
from stanceline.ingest.newsfile import NewsFile
from stanceline.ingest.outlets import registered_domain
from stanceline.ingest.refusals import RefusalError, reject
from stanceline.records import Rejected

# Up to here a feed is parsed as a whole; a larger one is cut into its entries first.
_WHOLE_BYTES = 1 << 20
# Entries that are parsed together; parsing one alone costs its share of the feed's head.
_BATCH = 64

# The library's own type is a dict with many faces; only these fields are read.
Entry = Mapping[str, Any]


def count_entries(file: NewsFile) -> int:
    """Return at least the number of items: tags that look like an entry, and one to break off."""
    with file.open() as handle:
        is_whole = len(handle.read(_WHOLE_BYTES + 1)) <= _WHOLE_BYTES
    with file.open() as handle:
        return count_entry_tags(handle) + (not is_whole)


def read_feed(file: NewsFile) -> Iterator[Candidate | Rejected]:
    """Yield one item an entry. Nothing is fetched, whatever the feed points to."""
    with file.open() as handle:
        head = handle.read(_WHOLE_BYTES + 1)
        if len(head) <= _WHOLE_BYTES:
            yield from _read_whole(head, file=file)
            return
    with file.open() as handle:
        yield from _read_pieces(handle, file=file)


def parse_feed(raw: bytes) -> Any:  # noqa: ANN401 - the library's own type, a dict with many faces
    """Parse a feed's bytes, well-formed or not; no address in it is opened."""
    import feedparser

    # From a stream: bytes that look like an address or a path would be opened.
    return feedparser.parse(BytesIO(raw))


def _read_whole(raw: bytes, *, file: NewsFile) -> Iterator[Candidate | Rejected]:
    feed = parse_feed(raw)
    if not feed.entries:
        problem = str(feed.get("bozo_exception") or "it has no entries")
        refusal = RefusalError("no entries", file.name, f"nothing to read in the feed: {problem}")
        yield reject(refusal, source=file.source)
    for number, entry in enumerate(feed.entries, start=1):
        yield _make_candidate(entry, feed=feed.feed, file=file, number=number)


def _read_pieces(handle: BinaryIO, *, file: NewsFile) -> Iterator[Candidate | Rejected]:
    number = 0
    for batch in batched(cut_entries(handle, locator=file.name), size=_BATCH):
        for raw, feed in _parse_batch(batch):
            number += 1
            if raw is None:
                problem = "the entry is not understood"
                refusal = RefusalError("no text", file.locate(number), problem)
                yield reject(refusal, source=file.source)
                continue
            yield _make_candidate(raw, feed=feed, file=file, number=number)


def _parse_batch(batch: Sequence[Piece]) -> Iterator[tuple[Entry | None, Entry]]:
    """Parse pieces of one feed together; alone, when together they are not what they were cut."""
    feed = parse_feed(join_pieces(batch))
    if len(feed.entries) == len(batch):
        yield from ((entry, feed.feed) for entry in feed.entries)
        return
    for piece in batch:
        alone = parse_feed(join_pieces([piece]))
        yield (alone.entries[0] if alone.entries else None), alone.feed


def _make_candidate(entry: Entry, *, feed: Entry, file: NewsFile, number: int) -> Candidate:
    locator = file.locate(number)
    build = partial(_read_entry, entry, feed=feed, file=file, locator=locator)
    return Candidate(locator=locator, build=build)


def _read_entry(entry: Entry, *, feed: Entry, file: NewsFile, locator: str) -> Draft:
    content, is_summary = _content(entry)
    if not content:
        raise RefusalError("no text", locator, "the entry has neither content nor a summary")
    url = _string(entry, "link")
    return Draft(
        text=read_fragment(content, locator=locator),
        title=read_inline(_string(entry, "title"), locator=locator),
        outlet=_outlet(entry, feed, locator=locator) or registered_domain(url),
        url=url,
        authors=read_authors(entry.get("authors") or _string(entry, "author")),
        dated=_read_date(entry, file=file),
        modified=_field_date(entry, "updated", file=file).published,
        language=read_language_tag(_string(feed, "language")),
        note="only the summary is in the feed" if is_summary else "",
    )


def _content(entry: Entry) -> tuple[str, bool]:
    """Return the longest of an entry's contents, and whether it is only a summary."""
    contents: Sequence[Entry] = entry.get("content") or ()
    full = max((_string(content, "value") for content in contents), key=len, default="")
    summary = _string(entry, "summary")
    return (full, False) if full.strip() else (summary.strip(), True)


def _outlet(entry: Entry, feed: Entry, *, locator: str) -> str:
    # An entry's own source comes first: in an aggregator's feed it is another outlet.
    own = _string(entry.get("source") or {}, "title")
    return read_inline(own or _string(feed, "title"), locator=locator)


def _string(fields: Entry, name: str) -> str:
    value = fields.get(name) if name in fields else None
    return value if isinstance(value, str) else ""


def _read_date(entry: Entry, *, file: NewsFile) -> Dated:
    published = _field_date(entry, "published", file=file)
    # An entry may only say when it was updated; its source then says so too.
    return published if published.published else _field_date(entry, "updated", file=file)


def _field_date(entry: Entry, name: str, *, file: NewsFile) -> Dated:
    # "in" first: asked for an "updated" that is not there, the library answers with "published".
    if name not in entry:
        return UNKNOWN_DATE
    return read_date(entry.get(name), source=f"feed:{name}", not_after=file.not_after)
