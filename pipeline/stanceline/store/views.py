"""SQL over a run: DuckDB in memory, with a view for every table; nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stanceline.store.rows import Row
from stanceline.store.run_directory import RunDirectory, empty_table
from stanceline.store.schemas import SHARDED_TABLES, TABLES

if TYPE_CHECKING:
    import duckdb


def connect(run: RunDirectory, *, scorer: str = "") -> duckdb.DuckDBPyConnection:
    """Open SQL views ``articles``, ``passages``, ``mentions``, ``voices``, ``scores``, ...

    ``scorer`` restricts ``scores`` to one model's; without it every scorer's rows are seen.
    A table without shards is an empty view with the right columns.
    """
    import duckdb

    connection = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})
    for table in TABLES:
        if table in SHARDED_TABLES:
            files = run.shards(table, scorer=scorer if table == "scores" else "")
        else:
            files = [path for path in (run.single(table),) if path.exists()]
        _create_view(connection, table, [str(path) for path in files])
    return connection


def read_rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    """Run a query and return its rows as plain data."""
    rows: list[Row] = connection.sql(query).to_arrow_table().to_pylist()
    return rows


def _create_view(connection: duckdb.DuckDBPyConnection, table: str, files: list[str]) -> None:
    if not files:
        connection.register(table, empty_table(table))
        return
    relation = connection.read_parquet(files, union_by_name=True)
    relation.select(*TABLES[table].names).create_view(table)
