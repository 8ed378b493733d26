"""The tables of the page as CSV that no spreadsheet takes for commands."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from stanceline.report.wording import clean

if TYPE_CHECKING:
    from stanceline.report.groups import Grouping

# What a spreadsheet reads as the begin of a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A named table of plain cells."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def csv(self) -> str:
        """Write it as CSV with a header; a text that begins like a formula gets an apostrophe."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(map(_safe_row, self.rows))
        return buffer.getvalue()


def make_sheet(name: str, columns: Sequence[str], records: Iterable[object]) -> Sheet:
    """Make a sheet from the attributes of records that its columns name."""
    rows = tuple(tuple(getattr(record, column) for column in columns) for record in records)
    return Sheet(name=name, columns=tuple(columns), rows=rows)


def make_level_sheet(grouping: Grouping) -> Sheet:
    """Make the sheet of a grouping: one level a row."""
    columns = (
        "net",
        "low",
        "high",
        "share_premium",
        "share_capitulation",
        "n_stories",
        "n_passages",
    )
    rows = tuple(
        (item.name, *(getattr(item.level, column) for column in columns))
        for item in grouping.listed
    )
    return Sheet(name=grouping.name, columns=(grouping.by, *columns), rows=rows)


def safe_cell(cell: Cell) -> Cell:
    """Make a cell that no spreadsheet runs; numbers are left alone.

    >>> safe_cell("=1+1"), safe_cell(-1.5), safe_cell("Kanto Ledger")
    ("'=1+1", -1.5, 'Kanto Ledger')
    """
    if not isinstance(cell, str):
        return cell
    text = clean(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _safe_row(row: Iterable[Cell]) -> list[Cell]:
    return [safe_cell(cell) for cell in row]
