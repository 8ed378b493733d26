"""JSON lines, and JSON arrays read one element at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from io import TextIOWrapper
from typing import TextIO

from stanceline.ingest.columns import read_row
from stanceline.ingest.drafts import Candidate, Draft
from stanceline.ingest.encoding import ESCAPE, replace_in_row
from stanceline.ingest.limits import LONGEST_LINE, bounded_lines, read_whole, refuse_line
from stanceline.ingest.newsfile import NewsFile
from stanceline.ingest.refusals import RefusalError, reject
from stanceline.records import Rejected

_CHUNK_CHARACTERS = 1 << 20
_SEPARATORS = " \t\r\n,"


def read_lines(file: NewsFile, *, encoding: str) -> Iterator[Candidate | Rejected | None]:
    """Yield one item a line, None for a blank one, so that numbers are those of the lines."""
    # Only a newline ends a line: other separators of Unicode may stand inside a string.
    with open_text(file, encoding=encoding, newline="\n") as handle:
        for number, line in enumerate(bounded_lines(handle), start=1):
            locator = file.locate(number)
            if isinstance(line, int):
                yield reject(refuse_line(line, locator=locator), source=file.source)
                continue
            build = partial(_read_line, line, file=file, locator=locator)
            yield Candidate(locator=locator, build=build) if line.strip("\ufeff \t\r\n") else None


def open_text(file: NewsFile, *, encoding: str, newline: str) -> TextIO:
    """Open a file as text; bytes that are none become surrogates."""
    return TextIOWrapper(file.open(), encoding, errors=ESCAPE, newline=newline)


def _read_line(line: str, *, file: NewsFile, locator: str) -> Draft:
    try:
        value = json.loads(line.strip("\ufeff \t\r\n"))
    except (ValueError, RecursionError) as error:
        raise RefusalError("not JSON", locator, f"the line is not JSON: {error}") from error
    return _read_value(value, file=file, locator=locator)


def _read_value(value: object, *, file: NewsFile, locator: str) -> Draft:
    if not isinstance(value, dict):
        raise RefusalError(
            "not an object", locator, f"expected an object with a text, got {type(value).__name__}"
        )
    row, note = replace_in_row(value)
    draft = read_row(row, locator=locator, not_after=file.not_after, rules=file.rules)
    return replace(draft, note=note)


def read_json(file: NewsFile, *, encoding: str) -> Iterator[Candidate | Rejected]:
    """Yield one item an element of an array, or the one object of a file.

    An object that only wraps an array of objects, such as {"articles": [...]}, is that array.
    """
    with open_text(file, encoding=encoding, newline="") as handle:
        if handle.read(1024).lstrip("\ufeff \t\r\n")[:1] != "[":
            yield from _read_object(file, encoding=encoding)
            return
    with open_text(file, encoding=encoding, newline="") as handle:
        yield from _read_array(handle, file)


def _read_object(file: NewsFile, *, encoding: str) -> Iterator[Candidate | Rejected]:
    with file.open() as handle:
        raw = read_whole(handle, locator=file.name)
    try:
        value = json.loads(raw.decode(encoding, ESCAPE).strip("\ufeff"))
    except (ValueError, RecursionError) as error:
        problem = RefusalError("not JSON", file.name, f"the file is not JSON: {error}")
        yield reject(problem, source=file.source)
        return
    for number, element in enumerate(_unwrap(value), start=1):
        yield _make_candidate(element, file=file, number=number)


def _unwrap(value: object) -> list[object]:
    """Return the elements of an object's only list of objects, else the object itself."""
    if isinstance(value, dict):
        lists = [
            inner
            for inner in value.values()
            if isinstance(inner, list) and inner and all(isinstance(item, dict) for item in inner)
        ]
        if len(lists) == 1 and not isinstance(value.get("text", value.get("body")), str):
            return lists[0]
    return [value]


def _read_array(handle: TextIO, file: NewsFile) -> Iterator[Candidate | Rejected]:
    number = 0
    try:
        for number, element in enumerate(_elements(handle), start=1):
            yield _make_candidate(element, file=file, number=number)
    except (ValueError, RecursionError) as error:
        problem = f"the array breaks off here, what follows is not JSON: {error}"
        refusal = RefusalError("not JSON", file.locate(number + 1), problem)
        yield reject(refusal, source=file.source)


def _elements(handle: TextIO) -> Iterator[object]:
    """Decode an array's elements one by one, holding one element and one chunk."""
    decoder = json.JSONDecoder()
    buffer = handle.read(_CHUNK_CHARACTERS).lstrip("\ufeff \t\r\n").removeprefix("[")
    while True:
        buffer = buffer.lstrip(_SEPARATORS)
        try:
            element, end = decoder.raw_decode(buffer)
        except ValueError:
            if buffer.startswith("]"):
                return
            if len(buffer) > LONGEST_LINE:
                raise ValueError(f"an element has over {LONGEST_LINE:,} characters") from None
            # As much again: an element of any size costs twice its reading, not its square.
            more = handle.read(max(_CHUNK_CHARACTERS, len(buffer)))
            if not more:
                raise
            buffer += more
            continue
        yield element
        buffer = buffer[end:]


def _make_candidate(element: object, *, file: NewsFile, number: int) -> Candidate:
    locator = file.locate(number)
    return Candidate(
        locator=locator, build=partial(_read_value, element, file=file, locator=locator)
    )
