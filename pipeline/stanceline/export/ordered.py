"""A run's rows in a stable order, in memory that does not grow with them.

Ids of articles are digests, so that their first digits cut every table into parts of about equal
size which come one after the other. The rows are dealt out to a file a part, then each part is
sorted by itself. A part is small whatever the run's size, also when its rows hold long texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from stanceline.export.sharing import Sharing
from stanceline.store.run_directory import RunDirectory
from stanceline.store.schemas import SHARDED_TABLES, TABLES

if TYPE_CHECKING:
    import duckdb

_ROWS_IN_BATCH = 16_384
_BYTES_IN_PART = 24_000_000
# One open file a part; beyond it (about ten gigabytes of rows) parts grow instead.
_MOST_PARTS = 400
# What a row takes in memory beside what its columns take in the file, where equal values are one.
_BYTES_OF_A_ROW = 256


@dataclass(frozen=True, slots=True)
class RowSource:
    """The tables of a run as files; of the scores those of one scorer."""

    run: RunDirectory
    scorer: str

    def count(self, table: str) -> int:
        """Count the rows of a table."""
        return sum(pq.read_metadata(path).num_rows for path in self._files(table))

    def read(self, table: str, sharing: Sharing, *, scratch: Path) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a table as they are shared, in their stable order.

        ``scratch`` holds the parts meanwhile.
        """
        columns = {table: TABLES[table], **sharing.joined(table)}
        parts = max(self._parts(name) for name in columns)
        folders = {name: scratch / f"{table}-{name}" for name in columns}
        for name, schema in columns.items():
            self._deal(name, schema, folders[name], parts=parts)
        with _connect() as connection:
            for number in range(parts):
                paths = {name: folder / f"{number}.arrow" for name, folder in folders.items()}
                yield from _sort(connection, sharing, table, paths)

    def _files(self, table: str) -> list[Path]:
        if table in SHARDED_TABLES:
            return self.run.shards(table, scorer=self.scorer if table == "scores" else "")
        return [path for path in (self.run.single(table),) if path.exists()]

    def _parts(self, table: str) -> int:
        if table not in SHARDED_TABLES:
            return 1
        return max(1, min(_MOST_PARTS, -(-self._bytes(table) // _BYTES_IN_PART)))

    def _bytes(self, table: str) -> int:
        """Say about how much memory a table would take."""
        footers = (pq.read_metadata(path) for path in self._files(table))
        return sum(
            group.total_byte_size + group.num_rows * _BYTES_OF_A_ROW
            for footer in footers
            for group in map(footer.row_group, range(footer.num_row_groups))
        )

    def _deal(self, table: str, schema: pa.Schema, folder: Path, *, parts: int) -> None:
        """Deal the rows of a table out to a file a part."""
        folder.mkdir(parents=True)
        with ExitStack() as stack:
            writers = [
                stack.enter_context(pa.ipc.new_file(folder / f"{number}.arrow", schema))
                for number in range(parts)
            ]
            for batch in self._stored(table, schema):
                for number, some in _split(batch, parts):
                    writers[number].write_batch(some)

    def _stored(self, table: str, schema: pa.Schema) -> Iterable[pa.RecordBatch]:
        """Yield a table's rows as they lie; a column added since they were written is null."""
        if not (files := self._files(table)):
            return []
        mean = self._bytes(table) // max(1, self.count(table))
        rows = min(_ROWS_IN_BATCH, max(1, _BYTES_IN_PART // max(1, mean)))
        batches: Iterable[pa.RecordBatch] = ds.dataset(files, schema=schema).to_batches(
            batch_size=rows, batch_readahead=1, fragment_readahead=1, use_threads=False
        )
        return batches


def _split(batch: pa.RecordBatch, parts: int) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Yield the rows that go to each part, with the part's number."""
    if parts == 1:
        yield 0, batch
        return
    ids = batch.column("article_id").cast(pa.binary()).to_numpy(zero_copy_only=False)
    firsts = [b"%08x" % (number * 2**32 // parts) for number in range(1, parts)]
    numbers = np.searchsorted(np.array(firsts), ids.astype("S"), side="right")
    order = np.argsort(numbers, kind="stable")
    edges = np.searchsorted(numbers[order], np.arange(parts + 1))
    dealt = batch.take(pa.array(order))
    for number, (start, end) in enumerate(pairwise(edges)):
        if end > start:
            yield number, dealt.slice(start, end - start)


def _connect() -> duckdb.DuckDBPyConnection:
    import duckdb

    # A second thread would hold a second set of buffers.
    connection = duckdb.connect(
        ":memory:", config={"autoinstall_known_extensions": "false", "threads": "1"}
    )
    connection.execute("set timezone = 'UTC'")
    return connection


def _sort(
    connection: duckdb.DuckDBPyConnection,
    sharing: Sharing,
    table: str,
    paths: Mapping[str, Path],
) -> Iterator[pa.RecordBatch]:
    for name, path in paths.items():
        connection.register(name, pa.ipc.open_file(pa.memory_map(str(path))).read_all())
    schema = sharing.schema(table)
    for batch in connection.sql(sharing.query(table)).to_arrow_reader(_ROWS_IN_BATCH):
        yield batch.cast(schema)
    for name, path in paths.items():
        connection.unregister(name)
        path.unlink()
