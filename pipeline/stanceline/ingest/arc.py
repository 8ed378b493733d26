"""ARC files (Internet Archive, 1996), the form of web archives before WARC, record by record."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from stanceline.ingest.captures import Capture, read_capture
from stanceline.ingest.dates import read_date
from stanceline.ingest.drafts import Candidate, Draft
from stanceline.ingest.limits import DAMAGED
from stanceline.ingest.newsfile import NewsFile
from stanceline.ingest.refusals import RefusalError, reject
from stanceline.ingest.web_archive import archive_path
from stanceline.records import Rejected

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

Item: TypeAlias = Candidate | Rejected | None


def read_arc(file: NewsFile) -> Iterator[Item]:
    """Yield one item a record; the archive's own first record gives nothing."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    offset = strays = captures = 0
    try:
        with archive_path(file) as path, path.open("rb") as handle:
            records = ArchiveIterator(handle, arc2warc=False)
            # Its word on stray bytes goes to the terminal, with the bytes; ours is a rejection.
            records.INC_RECORD = ""
            for record in records:
                if records.err_count > strays:
                    yield reject(_refuse_strays(file.name, offset), source=file.source)
                strays, offset = records.err_count, records.offset
                if record.rec_type != "response":
                    yield None
                    continue
                captures += 1
                locator = f"{file.name}@{offset}"
                build = partial(_read_record, record, file=file, locator=locator)
                yield Candidate(locator=locator, build=build)
            if records.err_count > strays:
                yield reject(_refuse_strays(file.name, offset), source=file.source)
        if not captures:
            # Its first record holds the rest when it is longer than it declares, or is cut.
            problem = "it holds no page after its own first record, which may be cut or too long"
            yield reject(RefusalError("no article", file.name, problem), source=file.source)
    except (ArchiveLoadFailed, OverflowError, *DAMAGED) as error:
        problem = f"nothing can be read after the record at {offset}: {str(error).strip()}"
        yield reject(RefusalError("damaged", f"{file.name}@{offset}", problem), source=file.source)


def _refuse_strays(name: str, offset: int) -> RefusalError:
    problem = "after the record stand bytes that are of none: it may be longer than it declares"
    return RefusalError("damaged", f"{name}@{offset}", problem)


def _read_record(record: ArcWarcRecord, *, file: NewsFile, locator: str) -> Draft:
    head, http = record.rec_headers, record.http_headers
    captured = read_date(head.get_header("archive-date"), source="", not_after=file.not_after)
    capture = Capture(
        url=head.get_header("uri") or "",
        locator=locator,
        captured=captured.published,
        status=_status(http.get_statuscode() or "") if http else 0,
        headers={name.lower(): value for name, value in http.headers} if http else {},
        body=record.content_stream(),
        charset=_charset(http.get_header("Content-Type") or "") if http else "",
    )
    return read_capture(capture, not_after=file.not_after)


def _status(code: str) -> int:
    """Return a status code, 0 (unknown) for what is none."""
    return int(code) if code.isascii() and code.isdecimal() else 0


def _charset(content_type: str) -> str:
    _, found, name = content_type.lower().partition("charset=")
    return name.split(";")[0].strip("\"' ") if found else ""
