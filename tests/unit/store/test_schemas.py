import re

import pytest

from stanceline.store.schemas import TABLES


def documented(page: str, table: str) -> list[tuple[str, str]]:
    section = re.search(rf"^## {table}$(.*?)(?=^## |\Z)", page, flags=re.MULTILINE | re.DOTALL)
    assert section, f"docs/records.md says nothing of {table}"
    rows = re.findall(r"^\| (\w+) \| ([^|]+) \|", section[1], flags=re.MULTILINE)
    return [(name, kind.strip()) for name, kind in rows if name != "column"]


@pytest.mark.parametrize("table", TABLES)
def test_documented_columns_are_those_on_disk(repository, table):
    page = (repository / "docs" / "records.md").read_text(encoding="utf-8")
    assert documented(page, table) == [(f.name, str(f.type)) for f in TABLES[table]]
