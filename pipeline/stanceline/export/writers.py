"""Tables to files, batch by batch: memory does not grow with the number of rows."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

# Enough rows for fast scans, few enough for one file to be moved about with ease.
ROWS_IN_SHARD = 1_000_000
_FORMULA = r"^[=+\-@\t\r']"


@dataclass(slots=True, kw_only=True)
class TableStream:
    """A table on its way out, once: name, columns, number of rows, and the rows in batches.

    ``rows_sha256`` digests the rows that have passed, in order, whatever format they go to and
    however they are batched.
    """

    name: str
    schema: pa.Schema
    rows: int
    source: Iterable[pa.RecordBatch]
    _digest: Any = field(default_factory=hashlib.sha256)

    @property
    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows and digest them in passing."""
        flat = _flat_schema(self.schema)
        options = csv.WriteOptions(include_header=False)
        for batch in self.source:
            with pa.BufferOutputStream() as buffer:
                csv.write_csv(_flatten(batch, flat), buffer, options)
                self._digest.update(buffer.getvalue())
            yield batch

    @property
    def rows_sha256(self) -> str:
        """The digest of the rows that have passed."""
        return str(self._digest.hexdigest())


Writer = Callable[[Iterable[TableStream], Path], None]


def write_parquet(tables: Iterable[TableStream], folder: Path) -> None:
    """Write ``<table>/part-00000.parquet`` and so on."""
    for table in tables:
        write_parquet_shards(table, folder / table.name, name="part-{number:05}.parquet")


def write_parquet_shards(table: TableStream, folder: Path, *, name: str) -> list[Path]:
    """Write a table's shards; ``name`` may use ``number`` and ``count``."""
    folder.mkdir(parents=True, exist_ok=True)
    count = max(1, -(-table.rows // ROWS_IN_SHARD))
    paths = [folder / name.format(number=number, count=count) for number in range(count)]
    parts = groupby(_numbered(table.batches), key=itemgetter(0))
    for path in paths:
        _, group = next(parts, (0, ()))
        with pq.ParquetWriter(path, table.schema, compression="zstd") as writer:
            for _, batch in group:
                writer.write_batch(batch)
    return paths


def _numbered(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Yield batches with the number of their shard, cut where a shard is full."""
    written = 0
    for batch in batches:
        rest = batch
        while rest.num_rows:
            part = rest.slice(0, ROWS_IN_SHARD - written % ROWS_IN_SHARD)
            yield written // ROWS_IN_SHARD, part
            written += part.num_rows
            rest = rest.slice(part.num_rows)


def write_csv(tables: Iterable[TableStream], folder: Path) -> None:
    """Write ``<table>.csv``: UTF-8, null unquoted and empty, no cell a spreadsheet would run.

    A string that begins with ``= + - @``, tab, return or an apostrophe gets an apostrophe before
    it; taking one off such cells gives the string back. A list is written as JSON.
    """
    for table in tables:
        schema = _flat_schema(table.schema)
        with csv.CSVWriter(folder / f"{table.name}.csv", schema) as writer:
            for batch in table.batches:
                writer.write_batch(_disarm(_flatten(batch, schema)))


def write_jsonl(tables: Iterable[TableStream], folder: Path) -> None:
    """Write ``<table>.jsonl``, times as ISO 8601; a number that is none is null."""
    import duckdb

    with duckdb.connect(config={"threads": "1"}) as connection:
        for table in tables:
            pairs = ", ".join(map(_json_pair, table.schema))
            query = f"select to_json({{{pairs}}}) || chr(10) as line from incoming"  # noqa: S608 - names are ours
            with (folder / f"{table.name}.jsonl").open("wb") as handle:
                for batch in table.batches:
                    connection.register("incoming", _with_plain_times(batch))
                    for lines in connection.sql(query).to_arrow_reader(batch.num_rows):
                        handle.write(_content(lines.column("line")))


def _json_pair(field: pa.Field) -> str:
    name = f'"{field.name}"'
    value = f"if(isfinite({name}), {name}, null)" if pa.types.is_floating(field.type) else name
    return f"{name}: {value}"


def _content(strings: pa.StringArray) -> memoryview:
    """Return the bytes of all the strings of a column, one after the other."""
    _, ends, content = strings.cast(pa.large_string()).buffers()
    edges = memoryview(ends).cast("q")[strings.offset : strings.offset + len(strings) + 1]
    return memoryview(content)[edges[0] : edges[-1]]


def write_sqlite(tables: Iterable[TableStream], folder: Path) -> None:
    """Write ``dataset.sqlite`` with one table each; times as ISO 8601, lists as JSON."""
    connection = sqlite3.connect(folder / "dataset.sqlite", isolation_level=None)
    try:
        # The file is written once under a temporary name: no journal is needed to protect it.
        connection.execute("pragma journal_mode = off")
        connection.execute("pragma synchronous = off")
        for table in tables:
            connection.execute("begin")
            _fill_sqlite(connection, table)
            connection.execute("commit")
    finally:
        connection.close()


def _fill_sqlite(connection: sqlite3.Connection, table: TableStream) -> None:
    kinds = ", ".join(f'"{field.name}" {_sqlite_type(field.type)}' for field in table.schema)
    marks = ", ".join("?" * len(table.schema.names))
    connection.execute(f'create table "{table.name}" ({kinds})')
    flat = _flat_schema(table.schema)
    for batch in table.batches:
        plain = _with_plain_times(_flatten(batch, flat))
        connection.executemany(
            f'insert into "{table.name}" values ({marks})',  # noqa: S608 - the name is ours
            zip(*map(_to_values, plain.columns), strict=True),
        )


def _to_values(column: pa.Array) -> list[Any]:
    """Return a column as plain values; by way of numpy it takes a third of the time."""
    is_whole = not column.null_count or pa.types.is_string(column.type)
    values: list[Any] = (
        column.to_numpy(zero_copy_only=False).tolist() if is_whole else column.to_pylist()
    )
    return values


def write_duckdb(tables: Iterable[TableStream], folder: Path) -> None:
    """Write ``dataset.duckdb`` with one table each."""
    import duckdb

    with duckdb.connect(str(folder / "dataset.duckdb")) as connection:
        # Kept small; what it holds until it writes grows with the file otherwise.
        connection.execute("set threads = 1")
        connection.execute("set memory_limit = '128MB'")
        for table in tables:
            reader = pa.RecordBatchReader.from_batches(table.schema, table.batches)
            connection.register("incoming", reader)
            connection.execute(f'create table "{table.name}" as select * from incoming')  # noqa: S608 - the name is ours
            connection.unregister("incoming")


WRITERS: dict[str, Writer] = {
    "csv": write_csv,
    "duckdb": write_duckdb,
    "jsonl": write_jsonl,
    "parquet": write_parquet,
    "sqlite": write_sqlite,
}


def _flat_schema(schema: pa.Schema) -> pa.Schema:
    return pa.schema(
        [(f.name, pa.string() if pa.types.is_list(f.type) else f.type) for f in schema]
    )


def _flatten(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    columns = [
        pa.array([_as_json(value) for value in column.to_pylist()], pa.string())
        if pa.types.is_list(column.type)
        else column
        for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _disarm(batch: pa.RecordBatch) -> pa.RecordBatch:
    columns = [
        pc.replace_substring_regex(column, _FORMULA, r"'\0")
        if pa.types.is_string(column.type)
        else column
        for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)


def _as_json(value: list[str] | None) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _with_plain_times(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a batch with times and dates as ISO 8601 strings."""
    columns = [
        pa.array([value and value.isoformat() for value in column.to_pylist()], pa.string())
        if pa.types.is_temporal(column.type)
        else column
        for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _sqlite_type(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return "integer"
    return "real" if pa.types.is_floating(kind) else "text"
