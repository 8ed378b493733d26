"""JSON Feed files (jsonfeed.org, versions 1 and 1.1), entry by entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import BinaryIO

from stanceline.ingest.bylines import read_authors
from stanceline.ingest.dates import UNKNOWN_DATE, Dated, read_date
from stanceline.ingest.drafts import Candidate, Draft
from stanceline.ingest.fragments import read_fragment
from stanceline.ingest.language import read_language_tag
from stanceline.ingest.newsfile import NewsFile
from stanceline.ingest.outlets import registered_domain
from stanceline.ingest.refusals import RefusalError, reject
from stanceline.records import Rejected

Fields = Mapping[str, object]


def read_json_feed(file: NewsFile) -> Iterator[Candidate | Rejected]:
    """Yield one item an entry; what is not JSON is a rejection where it begins."""
    import ijson

    with file.open() as handle:
        feed = _read_head(handle)
    number = 0
    with file.open() as handle:
        try:
            for number, entry in enumerate(ijson.items(handle, "items.item"), start=1):
                locator = file.locate(number)
                build = partial(_read_entry, entry, feed=feed, file=file, locator=locator)
                yield Candidate(locator=locator, build=build)
        except (ijson.JSONError, ValueError, RecursionError) as error:
            problem = f"the feed breaks off here, what follows is not JSON: {error}"
            refusal = RefusalError("not JSON", file.locate(number + 1), problem)
            yield reject(refusal, source=file.source)


def _read_head(handle: BinaryIO) -> Fields:
    """Read the feed's own fields that stand before its items."""
    import ijson

    fields: dict[str, object] = {}
    try:
        for prefix, event, value in ijson.parse(handle):
            if prefix == "items":
                break
            if event == "string" and "." not in prefix:
                fields[prefix] = value
    except (ijson.JSONError, ValueError):
        # The items are read from the start again and say what is wrong.
        pass
    return fields


def _read_entry(entry: object, *, feed: Fields, file: NewsFile, locator: str) -> Draft:
    if not isinstance(entry, dict):
        problem = f"expected an object, got {type(entry).__name__}"
        raise RefusalError("not an object", locator, problem)
    full, is_summary = _content(entry, locator=locator)
    if not full:
        raise RefusalError("no text", locator, "the entry has neither content nor a summary")
    url = _string(entry, "url") or _string(entry, "external_url")
    return Draft(
        text=full,
        title=_string(entry, "title"),
        outlet=_string(feed, "title") or registered_domain(url),
        url=url,
        authors=read_authors(entry.get("authors") or entry.get("author")),
        dated=_read_date(entry, file=file),
        modified=_field_date(entry, "date_modified", file=file).published,
        language=read_language_tag(entry.get("language") or feed.get("language")),
        note="only the summary is in the feed" if is_summary else "",
    )


def _content(entry: Fields, *, locator: str) -> tuple[str, bool]:
    """Return an entry's text, and whether it is only a summary."""
    markup = _string(entry, "content_html")
    text = read_fragment(markup, locator=locator) if markup else _string(entry, "content_text")
    return (text, False) if text.strip() else (_string(entry, "summary"), True)


def _string(fields: Fields, name: str) -> str:
    value = fields.get(name)
    return value.strip() if isinstance(value, str) else ""


def _read_date(entry: Fields, *, file: NewsFile) -> Dated:
    published = _field_date(entry, "date_published", file=file)
    return published if published.published else _field_date(entry, "date_modified", file=file)


def _field_date(entry: Fields, name: str, *, file: NewsFile) -> Dated:
    if not entry.get(name):
        return UNKNOWN_DATE
    return read_date(entry.get(name), source=f"feed:{name}", not_after=file.not_after)
