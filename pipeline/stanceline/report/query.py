"""Questions put to a run's tables, answered as Arrow tables or plain rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = Mapping[str, Any]


def table_of(
    connection: DuckDBPyConnection, query: str, values: Mapping[str, object] | None = None
) -> pa.Table:
    """Run a query with named values and return its table."""
    table: pa.Table = connection.sql(query, params=dict(values or {})).to_arrow_table()
    return table


def rows_of(
    connection: DuckDBPyConnection, query: str, values: Mapping[str, object] | None = None
) -> list[dict[str, Any]]:
    """Run a query with named values and return its rows."""
    rows: list[dict[str, Any]] = table_of(connection, query, values).to_pylist()
    return rows
