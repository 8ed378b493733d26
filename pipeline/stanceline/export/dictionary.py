"""The data dictionary: what every column of a dataset holds, in words and types.

The words are those of ``docs/records.md``, which a test holds to the schemas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa

from stanceline.errors import MissingDataError

RECORDS_PAGE = Path("docs") / "records.md"
_ADDED = {
    ("passages", "text"): "the passage itself: its article's text from start to end",
    ("passages", "quote"): "the first characters of the passage",
}
_SECTION = re.compile(r"^## (\w+)$(.*?)(?=^## |\Z)", flags=re.MULTILINE | re.DOTALL)
_COLUMN = re.compile(r"^\| (\w+) \| [^|]+ \| ?([^|]*?) ?\|$", flags=re.MULTILINE)


def read_descriptions(home: Path) -> dict[tuple[str, str], str]:
    """Read what every column holds, by table and column.

    Raises:
        MissingDataError: the page is not there.

    """
    try:
        page = (home / RECORDS_PAGE).read_text(encoding="utf-8")
    except OSError as error:
        raise MissingDataError(str(RECORDS_PAGE), [home]) from error
    found = {
        (table, column): words
        for table, section in _SECTION.findall(page)
        for column, words in _COLUMN.findall(section)
    }
    return found | _ADDED


def describe_tables(
    schemas: Mapping[str, pa.Schema], descriptions: Mapping[tuple[str, str], str]
) -> str:
    """Write the dictionary as a Markdown page."""
    parts = ["# Data dictionary", ""]
    for table, schema in schemas.items():
        parts += [f"## {table}", "", "| column | type | what it holds |", "|---|---|---|"]
        parts += _column_lines(table, schema, descriptions)
        parts.append("")
    return "\n".join(parts)


def _column_lines(
    table: str, schema: Iterable[pa.Field], descriptions: Mapping[tuple[str, str], str]
) -> list[str]:
    return [
        f"| {field.name} | {field.type} | {descriptions.get((table, field.name), '')} |"
        for field in schema
    ]
