"""Arrow files, as a saved Hugging Face dataset holds them: record batches, one after another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pyarrow as pa

from stanceline.ingest.columns import explain_columns, has_text_column, known_columns
from stanceline.ingest.drafts import Candidate
from stanceline.ingest.newsfile import NewsFile
from stanceline.ingest.refusals import RefusalError, reject
from stanceline.ingest.table import read_arrow_row
from stanceline.records import Rejected

_MAGIC = b"ARROW1"


def count_arrow(file: NewsFile) -> int:
    """Return the rows of an Arrow file; its columns are mapped, not read."""
    return sum(batch.num_rows for batch in _read_batches(file))


def read_arrow(file: NewsFile) -> Iterator[Candidate | Rejected]:
    """Yield one item a row; rows behind a damaged place are lost with one rejection."""
    number = 0
    try:
        for batch in _read_batches(file):
            # Damaged offsets would be followed out of the file, which ends the process.
            batch.validate(full=True)
            names = batch.schema.names
            if not has_text_column(names, rules=file.rules):
                problem = explain_columns(names, rules=file.rules)
                yield reject(RefusalError("no text column", file.name, problem), source=file.source)
                return
            wanted = batch.select(known_columns(names, rules=file.rules))
            for place in range(batch.num_rows):
                number += 1
                locator = file.locate(number)
                row = wanted.slice(place, 1)
                build = partial(read_arrow_row, row, file=file, locator=locator)
                yield Candidate(locator=locator, build=build)
    except (pa.ArrowException, OSError, ValueError) as error:
        problem = f"not an Arrow file from here on: {error}"
        yield reject(
            RefusalError("not Arrow", file.locate(number + 1), problem), source=file.source
        )


def _read_batches(file: NewsFile) -> Iterator[pa.RecordBatch]:
    with pa.memory_map(str(file.path)) as source:
        if source.read(len(_MAGIC)) == _MAGIC:
            reader = pa.ipc.open_file(source)
            yield from (reader.get_batch(place) for place in range(reader.num_record_batches))
        else:
            source.seek(0)
            yield from pa.ipc.open_stream(source)
