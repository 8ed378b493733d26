"""Plain text: a small header block, a title, and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from stanceline.ingest.bylines import is_byline, read_authors
from stanceline.ingest.cleaning import clean_characters, wrap_width
from stanceline.ingest.dates import UNKNOWN_DATE, Dated, read_date
from stanceline.ingest.drafts import Candidate, Draft
from stanceline.ingest.encoding import decode
from stanceline.ingest.language import read_language_tag
from stanceline.ingest.limits import read_whole
from stanceline.ingest.newsfile import NewsFile
from stanceline.ingest.refusals import RefusalError
from stanceline.records import Precision

_LONGEST_TITLE = 200
# A header block is a handful of lines; what comes later is the article.
_HEADER_LINES = 12
_FIELDS = {
    "title": "title", "headline": "title",
    "outlet": "outlet", "source": "outlet", "publication": "outlet", "publisher": "outlet",
    "newspaper": "outlet",
    "published": "date", "date": "date", "publication date": "date", "published on": "date",
    "posted": "date", "publish date": "date", "date published": "date",
    "updated": "modified", "modified": "modified", "last updated": "modified",
    "author": "authors", "authors": "authors", "byline": "authors", "by": "authors",
    "url": "url", "link": "url",
    "language": "language", "lang": "language",
}  # fmt: skip
_LABELLED = re.compile(r"(?P<label>[A-Za-z][A-Za-z ]{1,20}?)\s*:\s*(?P<value>\S.{0,300})")
_FULL_STOP = re.compile(r"[.。।]['\"’”)\]]*$")
_HEADING = re.compile(r"^#{1,6}\s+")
_FENCE = "---"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The metadata at the top of a text, by field, and the line where the article begins."""

    fields: dict[str, str] = field(default_factory=dict)
    body_line: int = 0


def read_text(file: NewsFile) -> Iterator[Candidate]:
    """Yield the one article of a text file."""
    yield Candidate(locator=file.name, build=lambda: _read_file(file))


def _read_file(file: NewsFile) -> Draft:
    with file.open() as handle:
        raw = read_whole(handle, locator=file.name)
    return read_raw_document(raw, locator=file.name, not_after=file.not_after)


def read_raw_document(raw: bytes, *, locator: str, not_after: datetime, charset: str = "") -> Draft:
    """Decode a text and make a draft of it.

    Raises:
        RefusalError: the bytes are not text.

    """
    decoded = decode(raw, charset=charset)
    if decoded is None:
        raise RefusalError("not text", locator, "not text in any known encoding")
    return read_document(decoded.text, not_after=not_after, note=decoded.note)


def read_document(raw: str, *, not_after: datetime, note: str = "") -> Draft:
    """Make a draft of a text: its header block is metadata and no part of the article."""
    cleaned = clean_characters(raw)
    lines = cleaned.text.strip().split("\n")
    head = _read_head(lines, not_after=not_after)
    body = "\n".join(lines[head.body_line :])
    label = "text:dateline"
    modified = read_date(head.fields.get("modified"), source=label, not_after=not_after)
    return Draft(
        text=body,
        title=head.fields.get("title", ""),
        outlet=head.fields.get("outlet", ""),
        url=head.fields.get("url", ""),
        authors=read_authors(head.fields.get("authors")),
        dated=_read_dateline(head, source=label, not_after=not_after),
        modified=modified.published,
        language=read_language_tag(head.fields.get("language")),
        note="; ".join(part for part in (note, cleaned.note) if part),
    )


def _read_dateline(head: Head, *, source: str, not_after: datetime) -> Dated:
    value = head.fields.get("date")
    return read_date(value, source=source, not_after=not_after) if value else UNKNOWN_DATE


def _read_head(lines: list[str], *, not_after: datetime) -> Head:
    """Read fields until the first line that is none; a title may stand among them, once."""
    start = 1 if lines[0].strip() == _FENCE else 0
    is_wrapped = wrap_width("\n".join(lines)) > 0
    fields: dict[str, str] = {}
    number = start
    for number in range(start, min(len(lines), start + _HEADER_LINES)):
        line = lines[number].strip()
        if not line or (start and line == _FENCE):
            continue
        found = _read_field(line, not_after=not_after)
        if not found and "title" not in fields and not (is_wrapped and _goes_on(lines, number)):
            found = _read_title(
                line, below=[other for other in lines[number + 1 :] if other.strip()]
            )
        if not found or found[0] in fields:
            return Head(fields=fields, body_line=number)
        fields[found[0]] = found[1]
    return Head(fields=fields, body_line=number + 1)


def _goes_on(lines: list[str], number: int) -> bool:
    return number + 1 < len(lines) and bool(lines[number + 1].strip())


def _read_field(line: str, *, not_after: datetime) -> tuple[str, str] | None:
    labelled = _LABELLED.fullmatch(line)
    name = _FIELDS.get(labelled["label"].casefold()) if labelled else None
    if labelled and name:
        return name, labelled["value"].strip("\"' ")
    if is_byline(line):
        return "authors", line
    dated = read_date(line, source="", not_after=not_after)
    return ("date", line) if dated.precision is Precision.DAY else None


def _read_title(line: str, *, below: list[str]) -> tuple[str, str] | None:
    """Take a line for the title: short, with something below it, and no sentence.

    A sentence is a title too when a labelled line such as "Outlet: ..." comes next.
    """
    if not below or len(line) > _LONGEST_TITLE:
        return None
    heads_a_block = _is_labelled(below[0]) and not all(map(_is_labelled, below))
    if _FULL_STOP.search(line) and not heads_a_block:
        return None
    return "title", _HEADING.sub("", line)


def _is_labelled(line: str) -> bool:
    labelled = _LABELLED.fullmatch(line.strip())
    return labelled is not None and labelled["label"].casefold() in _FIELDS
