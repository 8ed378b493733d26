"""WARC files (ISO 28500), plain or compressed, record by record.

An item is a record, so that the numbers of a plan are those of the records; what is no capture
(requests, the archive's own notes) is an item that gives nothing. Where records cannot be read,
one rejection says between which bytes, and reading goes on with the next that can be found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeAlias, cast

from stanceline.ingest.archives import spooled
from stanceline.ingest.captures import Capture, read_capture
from stanceline.ingest.dates import UNKNOWN_DATE, Dated, read_date
from stanceline.ingest.drafts import Candidate, Draft
from stanceline.ingest.limits import LARGEST_DOCUMENT
from stanceline.ingest.newsfile import NewsFile
from stanceline.ingest.refusals import RefusalError, reject
from stanceline.records import Rejected

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

Item: TypeAlias = Candidate | Rejected | None
Notes = Mapping[str, str]

# Fields of the metadata record that ``stanceline fetch`` writes before a response.
ROLE, LISTED_PUBLISHED, LISTED_IN, OPT_OUT = "role", "listed-published", "via", "opt-out"
LISTING_ROLE = "listing"

_PLAIN_PACKINGS = ((), ("gzip",))
# What a record begins with, plain or compressed (RFC 1952 with no or some flags).
_BEGINNING = re.compile(rb"WARC/1\.[01]\r?\n|\x1f\x8b\x08[\x00-\x1f]")
_LONGEST_BEGINNING = 16
_CHUNK = 1 << 20
# Headers and a body that is packed or not; what is larger is no page.
_LARGEST_RECORD = 2 * LARGEST_DOCUMENT
_LARGEST_NOTES = 1 << 16
_BASE32_SHA1 = re.compile(r"sha1:[A-Z2-7]{32}")


def read_warc(file: NewsFile) -> Iterator[Item]:
    """Yield one item a record."""
    from fastwarc.warc import WarcRecordType

    notes: Notes = {}
    with archive_path(file) as path:
        for offset, record in _read_records(path, locator=file.name):
            if isinstance(record, RefusalError):
                yield reject(record, source=file.source)
            elif record.record_type == WarcRecordType.metadata:
                notes = _read_notes(record)
                yield None
            else:
                beside = notes if notes.get("for") == record.record_id else {}
                locator = f"{file.name}@{offset} {record.record_id or 'no id'}"
                yield _make_item(record, beside, file=file, locator=locator)


def archive_path(file: NewsFile) -> AbstractContextManager[Path]:
    """Give a path to an archive that its own library unpacks, record by record."""
    return nullcontext(file.path) if file.packing in _PLAIN_PACKINGS else spooled(file)


def _make_item(record: WarcRecord, notes: Notes, *, file: NewsFile, locator: str) -> Item:
    from fastwarc.warc import WarcRecordType as Kind

    if record.record_type in (Kind.unknown, Kind.no_type):
        problem = "the record has no type that is known, so that it may have been a page"
        return reject(RefusalError("damaged", locator, problem), source=file.source)
    if record.record_type == Kind.revisit:
        earlier = record.headers.get("WARC-Refers-To-Date") or "an earlier time"
        problem = f"the same page as captured at {earlier}"
        return reject(RefusalError("revisit", locator, problem), source=file.source)
    is_capture = record.record_type in (Kind.response, Kind.resource, Kind.conversion)
    if not is_capture or notes.get(ROLE) == LISTING_ROLE:
        return None
    build = partial(_read_record, record, notes, file=file, locator=locator)
    return Candidate(locator=locator, build=build)


def _read_record(record: WarcRecord, notes: Notes, *, file: NewsFile, locator: str) -> Draft:
    _check_record(record, locator=locator)
    try:
        record.parse_http(auto_decode="all")
    except OSError as error:
        raise RefusalError(
            "damaged", locator, f"the HTTP headers cannot be read: {error}"
        ) from error
    http = record.http_headers
    capture = Capture(
        url=(record.headers.get("WARC-Target-URI") or "").strip("<>"),
        locator=locator,
        captured=cast("datetime | None", record.record_date),
        status=int(http.status_code or 0) if http else 0,
        headers={name.lower(): value for name, value in http} if http else {},
        body=cast("BinaryIO", record.reader),
        charset=record.http_charset or "",
        listed=_read_listed(notes, file=file),
        opt_outs=tuple(filter(None, notes.get(OPT_OUT, "").split(" "))),
    )
    draft = read_capture(capture, not_after=file.not_after)
    cut = record.headers.get("WARC-Truncated")
    note = f"the crawler cut the page off ({cut})" if cut else ""
    return replace(draft, note="; ".join(filter(None, (draft.note, note))))


def _check_record(record: WarcRecord, *, locator: str) -> None:
    """Refuse a record that is too large, ends early, or is not what was captured."""
    declared = record.headers.get("Content-Length") or ""
    if not declared.isdecimal():
        raise RefusalError("damaged", locator, f"the record declares a length of {declared!r}")
    if int(declared) > _LARGEST_RECORD:
        raise RefusalError(
            "too large",
            locator,
            f"the record has {int(declared):,} bytes, {_LARGEST_RECORD:,} are read",
        )
    record.freeze()
    if record.content_length != int(declared):
        there = f"{record.content_length:,} of {int(declared):,} bytes are there"
        raise RefusalError("truncated", locator, f"the record ends early: {there}")
    digest = record.headers.get("WARC-Block-Digest") or ""
    if _BASE32_SHA1.fullmatch(digest) and not record.verify_block_digest():
        raise RefusalError("damaged", locator, f"the record's digest is not {digest}")


def _read_listed(notes: Notes, *, file: NewsFile) -> Dated:
    value = notes.get(LISTED_PUBLISHED)
    return read_date(value, source="listing", not_after=file.not_after) if value else UNKNOWN_DATE


def _read_notes(record: WarcRecord) -> Notes:
    """Read a metadata record's fields, and under "for" the record that they are about."""
    raw = record.reader.read(_LARGEST_NOTES).decode("utf-8", "replace")
    pairs = (line.partition(":") for line in raw.splitlines())
    fields = {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}
    return fields | {"for": record.headers.get("WARC-Concurrent-To") or ""}


def _read_records(path: Path, *, locator: str) -> Iterator[tuple[int, WarcRecord | RefusalError]]:
    """Yield records with their offsets; what lies between two that can be read is one refusal."""
    start: int | None = 0
    broken: tuple[int, OSError] | None = None
    with path.open("rb") as handle:
        while start is not None:
            reached = start
            try:
                for offset, record in _iterate(handle, start):
                    if broken:
                        yield broken[0], _refuse_gap(*broken, end=offset, locator=locator)
                        broken = None
                    reached = offset
                    yield offset, record
                start = None
            except OSError as error:
                broken = broken or (reached, error)
                start = _find_beginning(handle, after=reached + 1)
        if broken:
            end = handle.seek(0, 2)
            yield broken[0], _refuse_gap(*broken, end=end, locator=locator)


def _iterate(handle: BinaryIO, start: int) -> Iterator[tuple[int, WarcRecord]]:
    from fastwarc.warc import ArchiveIterator

    handle.seek(start)
    for record in ArchiveIterator(handle, parse_http=False):
        yield record.stream_pos, record


def _refuse_gap(start: int, error: OSError, *, end: int, locator: str) -> RefusalError:
    problem = f"nothing can be read after the record at {start} and before {end}: {error}"
    return RefusalError("damaged", f"{locator}@{start}", problem)


def _find_beginning(handle: BinaryIO, *, after: int) -> int | None:
    """Find the next bytes that look like a record's first, None when there are none."""
    handle.seek(after)
    position, kept = after, b""
    while chunk := handle.read(_CHUNK):
        text = kept + chunk
        found = _BEGINNING.search(text)
        if found:
            return position - len(kept) + found.start()
        position += len(chunk)
        kept = text[-_LONGEST_BEGINNING:]
    return None
