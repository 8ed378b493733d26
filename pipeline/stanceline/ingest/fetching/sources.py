"""What a user asks to be fetched: addresses, or files that list some."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from stanceline.errors import InputError
from stanceline.ingest.fetching.listings import is_fetchable, is_listing, read_listing, unpack
from stanceline.ingest.fetching.log import Target
from stanceline.ingest.layouts import normal_name

_SCHEMES = ("http://", "https://")
_ADDRESS_COLUMNS = ("url", "link", "address", "loc")
_DATE_COLUMNS = ("publish_date", "published", "date")


def read_sources(sources: Iterable[str]) -> Iterator[Target]:
    """Yield the targets that addresses and files name.

    A file is a feed or sitemap, a table with a column of addresses (a Media Cloud export is one),
    or a list of addresses, one a line; lines that begin with # are comments.

    Raises:
        InputError: a source is neither an address nor a readable file, or names nothing.

    """
    for source in sources:
        is_address = source.startswith(_SCHEMES)
        named = [Target(url=source, is_seed=True)] if is_address else _read_file(Path(source))
        found = list(filter(is_fetchable, named))
        if not found:
            remedy = "a list has one address a line, a table a column named url"
            raise InputError(source, "no address of the web in it", remedy=remedy)
        yield from found


def _read_file(path: Path) -> Iterator[Target]:
    try:
        body = unpack(path.read_bytes())
    except OSError as error:
        problem = f"neither an address of the web nor a file: {error.strerror or error}"
        raise InputError(str(path), problem, remedy="an address begins with http") from error
    if is_listing(body):
        yield from read_listing(body, url="")
        return
    lines = body.decode("utf-8-sig", "replace").splitlines()
    yield from _read_table(lines) or _read_list(lines)


def _read_table(lines: list[str]) -> list[Target]:
    """Read a table whose header names a column of addresses; nothing when it is none."""
    rows = csv.reader(lines, delimiter="\t" if lines and "\t" in lines[0] else ",")
    header = [normal_name(cell) for cell in next(rows, [])]
    column = next((header.index(name) for name in _ADDRESS_COLUMNS if name in header), None)
    if column is None:
        return []
    dated = next((header.index(name) for name in _DATE_COLUMNS if name in header), None)
    return [
        Target(url=row[column].strip(), published=row[dated] if dated is not None else "")
        for row in rows
        if len(row) == len(header) and row[column].strip().startswith(_SCHEMES)
    ]


def _read_list(lines: Iterable[str]) -> Iterator[Target]:
    stripped = (line.strip() for line in lines)
    return (Target(url=line, is_seed=True) for line in stripped if line.startswith(_SCHEMES))
