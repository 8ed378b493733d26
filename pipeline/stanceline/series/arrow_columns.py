"""Columns of tables of any kind, as Arrow and as numpy arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stanceline.errors import SeriesError
from stanceline.series.periods import NO_DAY

if TYPE_CHECKING:
    from narwhals.typing import IntoDataFrame

_MICROSECONDS_A_DAY = 86_400_000_000
_OPTIONAL = {"outlet", "date_precision", "stratum", "coder", "used_in_training"}


def read_columns(table: IntoDataFrame, what: str, required: Sequence[str]) -> pa.Table:
    """Read the columns of ours from a table of any kind; ``what`` names it in an error.

    Raises:
        SeriesError: a required column is missing.

    """
    native = nw.from_native(table, eager_only=True)
    missing = [name for name in required if name not in native.columns]
    if missing:
        raise SeriesError(f"{what} lack {', '.join(missing)}; have {', '.join(native.columns)}")
    wanted = {*required, *_OPTIONAL}
    arrow: pa.Table = native.select([n for n in native.columns if n in wanted]).to_arrow()
    return arrow


def read_text(column: pa.ChunkedArray[Any]) -> pa.ChunkedArray[Any]:
    """Return a column as text, whatever it is stored as."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return column.cast(pa.large_string())


def column_or_null(table: pa.Table, name: str) -> pa.ChunkedArray[Any]:
    """Return a column, or nulls when the table lacks it."""
    if name in table.column_names:
        column: pa.ChunkedArray[Any] = table[name]
        return column
    return pa.chunked_array([pa.nulls(len(table), pa.large_string())])


def encode(column: pa.ChunkedArray[Any]) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return codes (n,) in the sorted order of the names, and the names; null is a name, ''."""
    encoded = read_text(column).fill_null("").combine_chunks().dictionary_encode()
    order = pc.sort_indices(encoded.dictionary).to_numpy()
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    names = tuple(encoded.dictionary.take(pa.array(order)).to_pylist())
    return rank[encoded.indices.to_numpy()], names


def read_days(column: pa.ChunkedArray[Any]) -> np.ndarray:
    """Return the days of a column of dates since 1970-01-01: (n,), ``NO_DAY`` for null."""
    kind = column.type
    if pa.types.is_null(kind):
        return np.full(len(column), NO_DAY)
    if pa.types.is_date32(kind):
        numbers, size = column.cast(pa.int32()).cast(pa.int64()), 1
    else:
        numbers, size = _instants(column).cast(pa.int64()), _MICROSECONDS_A_DAY
    known = column.is_valid().to_numpy()
    return np.where(known, numbers.fill_null(0).to_numpy() // size, NO_DAY)


def _instants(column: pa.ChunkedArray[Any]) -> pa.ChunkedArray[Any]:
    """Read timestamps, dates or ISO text as microseconds in UTC; a time without a zone is UTC."""
    kind = column.type
    targets = [pa.timestamp("us"), pa.timestamp("us", tz="UTC")]
    if pa.types.is_timestamp(kind):
        targets = [pa.timestamp("us", tz=kind.tz)]
    elif pa.types.is_dictionary(kind):
        column = read_text(column)
    for target in targets:
        try:
            return pc.cast(column, target, safe=False)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            problem = error
    raise SeriesError(
        f"dates of type {kind} cannot be read: {problem}; give dates, timestamps or ISO text"
    )


def read_floats(column: pa.ChunkedArray[Any], name: str) -> pa.ChunkedArray[Any]:
    """Return a column as numbers.

    Raises:
        SeriesError: a value is missing, not finite or no number.

    """
    try:
        numbers = column.cast(pa.float64())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise SeriesError(f"{name}: not numbers: {error}") from error
    if numbers.null_count or not pc.all(pc.is_finite(numbers), min_count=0).as_py():
        raise SeriesError(f"{name}: {_count_bad(numbers)} values are missing or not finite")
    return numbers


def _count_bad(numbers: pa.ChunkedArray[Any]) -> int:
    good = pc.sum(pc.is_finite(numbers)).as_py() or 0
    return len(numbers) - int(good)
