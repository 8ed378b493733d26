"""Tables of articles: comma- or tab-separated text, and Parquet."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from stanceline.ingest.columns import explain_columns, has_text_column, known_columns, read_row
from stanceline.ingest.drafts import Candidate, Draft
from stanceline.ingest.encoding import replace_in_row
from stanceline.ingest.jsonlines import open_text
from stanceline.ingest.limits import LARGEST_DOCUMENT, LONGEST_LINE, bounded_lines
from stanceline.ingest.newsfile import NewsFile
from stanceline.ingest.refusals import RefusalError, reject
from stanceline.ingest.sniffing import find_delimiter
from stanceline.records import Rejected

_BATCH_ROWS = 64
# A cell that stands once in a row group can stand in every row of it: a kilobyte on disk decodes
# to gigabytes, and the library ends the process when memory does. So many bytes are decoded at
# once, were all the cells of the group in every row.
_BATCH_BYTES = 1 << 27


def read_delimited(file: NewsFile, *, encoding: str) -> Iterator[Candidate | Rejected | None]:
    """Yield one item a row, None for a blank line; locators are the lines where rows begin."""
    # The module stops at 128 KB a field by default and keeps the limit for the whole process. With
    # it a quotation mark that is never closed does not swallow a file of any size into memory.
    csv.field_size_limit(LONGEST_LINE)
    with open_text(file, encoding=encoding, newline="") as handle:
        head = handle.read(1 << 16)
    with open_text(file, encoding=encoding, newline="") as handle:
        rows = _read_records(handle, head=head)
        header = next(rows, None)
        if (
            isinstance(header, _Broken)
            or header is None
            or not has_text_column(header.cells, rules=file.rules)
        ):
            yield _reject_header(header, file=file)
            return
        is_blank = True
        for row in rows:
            item = _make_item(row, header=header.cells, file=file)
            is_blank = is_blank and item is None
            yield item
        if is_blank:
            raise RefusalError("empty", file.name, "there is nothing to read in the file")


class _Record:
    """The cells of a row, and the line where it begins."""

    def __init__(self, line: int, cells: list[str]) -> None:
        self.line = line
        self.cells = cells


class _Broken:
    """A row that is not one, and why."""

    def __init__(self, line: int, problem: str) -> None:
        self.line = line
        self.problem = problem


class _Lines:
    """Lines for the csv module; one that is too long is an error of its row, not the end."""

    def __init__(self, handle: TextIO) -> None:
        self._lines = bounded_lines(handle)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        if isinstance(line, int):
            raise csv.Error(f"a line of {line:,} characters, {LONGEST_LINE:,} are read")
        return line


def _read_records(handle: TextIO, *, head: str) -> Iterator[_Record | _Broken]:
    """Parse row by row; after a broken one go on with the next line."""
    rows = csv.reader(
        _Lines(handle),
        delimiter=find_delimiter(head.lstrip("\ufeff").split("\n", 1)[0]) or ",",
        # Some programs write \" for a quotation mark inside a field, others "".
        escapechar="\\" if '\\"' in head and '""' not in head else None,
        strict=True,
    )
    while True:
        line = rows.line_num + 1
        try:
            yield _Record(line, next(rows))
        except StopIteration:
            return
        except csv.Error as error:
            unread = rows.line_num - line
            swallowed = f"; {unread} further lines are lost in it" if unread else ""
            yield _Broken(line, f"the row is not well-formed: {error}{swallowed}")


def _reject_header(header: _Record | _Broken | None, *, file: NewsFile) -> Rejected:
    if isinstance(header, _Broken):
        refusal = RefusalError("bad row", file.locate(header.line), header.problem)
    else:
        problem = explain_columns(header.cells if header else [], rules=file.rules)
        refusal = RefusalError("no text column", file.name, problem)
    return reject(refusal, source=file.source)


def _make_item(
    row: _Record | _Broken, *, header: list[str], file: NewsFile
) -> Candidate | Rejected | None:
    locator = file.locate(row.line)
    if isinstance(row, _Broken):
        return reject(RefusalError("bad row", locator, row.problem), source=file.source)
    if not row.cells:
        return None
    build = partial(_read_cells, row.cells, header=header, file=file, locator=locator)
    return Candidate(locator=locator, build=build)


def _read_cells(cells: list[str], *, header: list[str], file: NewsFile, locator: str) -> Draft:
    if len(cells) != len(header):
        raise RefusalError(
            "bad row",
            locator,
            f"the row has {len(cells)} cells under {len(header)} columns",
            remedy="a cell with the separator in it must stand in quotation marks",
        )
    row, note = replace_in_row(
        {name: cell for name, cell in zip(header, cells, strict=True) if cell}
    )
    named = {name: row.get(name, "") for name in header}
    draft = read_row(named, locator=locator, not_after=file.not_after, rules=file.rules)
    return replace(draft, note=note)


def count_parquet(file: NewsFile) -> int:
    """Return the rows of a Parquet file, from its footer."""
    return int(pq.ParquetFile(file.path).metadata.num_rows)


def read_parquet(file: NewsFile, *, start: int) -> Iterator[Candidate | Rejected]:
    """Yield one item a row from number ``start`` on; row groups before it are not read."""
    try:
        table = pq.ParquetFile(file.path)
    except (pa.ArrowException, OSError) as error:
        refusal = RefusalError("not Parquet", file.name, f"not a Parquet file: {error}")
        yield reject(refusal, source=file.source)
        return
    names = table.schema_arrow.names
    if not has_text_column(names, rules=file.rules):
        problem = explain_columns(names, rules=file.rules)
        refusal = RefusalError("no text column", file.name, problem)
        yield reject(refusal, source=file.source)
        return
    yield from _read_groups(table, file=file, start=start)


def _read_groups(
    table: pq.ParquetFile, *, file: NewsFile, start: int
) -> Iterator[Candidate | Rejected]:
    columns = known_columns(table.schema_arrow.names, rules=file.rules)
    first = 0
    for group in range(table.num_row_groups):
        size = table.metadata.row_group(group).num_rows
        if first + size > start:
            rows = _read_group(table, group, columns=columns)
            yield from _make_rows(rows, file=file, first=first, size=size, start=start)
        first += size


def _read_group(
    table: pq.ParquetFile, group: int, *, columns: list[str]
) -> Iterator[pa.RecordBatch]:
    decoded = max(1, table.metadata.row_group(group).total_byte_size)
    size = max(1, min(_BATCH_ROWS, _BATCH_BYTES // decoded))
    for batch in table.iter_batches(size, row_groups=[group], columns=columns):
        for place in range(batch.num_rows):
            yield batch.slice(place, 1)


def _make_rows(
    rows: Iterator[pa.RecordBatch], *, file: NewsFile, first: int, size: int, start: int
) -> Iterator[Candidate | Rejected]:
    """Make the items of a row group; when it is damaged, every row that is left is a rejection."""
    number = first
    try:
        for row in rows:
            number += 1
            if number > start:
                locator = file.locate(number)
                build = partial(read_arrow_row, row, file=file, locator=locator)
                yield Candidate(locator=locator, build=build)
    except (pa.ArrowException, OSError) as error:
        for lost in range(max(number, start) + 1, first + size + 1):
            problem = f"the row group is damaged: {error}"
            refusal = RefusalError("bad row", file.locate(lost), problem)
            yield reject(refusal, source=file.source)


def read_arrow_row(row: pa.RecordBatch, *, file: NewsFile, locator: str) -> Draft:
    """Make a draft of a batch of one row.

    Raises:
        RefusalError: the row cannot be read, is too large or has no text.

    """
    if row.nbytes > 2 * LARGEST_DOCUMENT:
        problem = f"the row has {row.nbytes:,} bytes, {2 * LARGEST_DOCUMENT:,} are read"
        raise RefusalError("too large", locator, problem)
    try:
        cells: Mapping[str, object] = row.to_pylist()[0]
    except (ValueError, pa.ArrowException) as error:
        raise RefusalError("bad row", locator, f"the row cannot be read: {error}") from error
    return read_row(cells, locator=locator, not_after=file.not_after, rules=file.rules)
