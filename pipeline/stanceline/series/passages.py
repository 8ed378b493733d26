"""Scored passages as arrays, sorted so that the order of rows is no input."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stanceline.errors import SeriesError
from stanceline.records import Precision
from stanceline.series.arrow_columns import (
    column_or_null,
    encode,
    read_columns,
    read_days,
    read_floats,
    read_text,
)
from stanceline.series.classes import PROBABILITIES
from stanceline.series.labels import Labels
from stanceline.series.periods import NO_DAY

if TYPE_CHECKING:
    from narwhals.typing import IntoDataFrame

REQUIRED = ("passage_id", "article_id", "story_id", "date", *PROBABILITIES, "model_version")
UNLABELLED = -1
NO_GROUP = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """Scored passages, (n,) arrays in the order of their ids.

    ``day`` counts from 1970-01-01 (``NO_DAY`` without a date), ``scores`` (n, 4) are the
    probabilities in the order of ``CLASSES``, ``label`` is the row of the passage in the labels
    (``UNLABELLED`` without one); article, story, outlet and group (``NO_GROUP``) are codes.
    """

    article: np.ndarray
    story: np.ndarray
    outlet: np.ndarray
    group: np.ndarray
    day: np.ndarray
    precision: np.ndarray
    scores: np.ndarray
    label: np.ndarray
    outlets: tuple[str, ...]
    groups: tuple[str, ...]
    model_version: str

    def __len__(self) -> int:
        return len(self.day)

    def take(self, rows: np.ndarray) -> Passages:
        """Return some rows, by a mask or by their numbers."""
        arrays = {
            field.name: getattr(self, field.name)[rows]
            for field in fields(self)
            if isinstance(getattr(self, field.name), np.ndarray)
        }
        return replace(self, **arrays)

    @property
    def naive(self) -> np.ndarray:
        """F = p_premium - p_capitulation of every passage (n,)."""
        return np.asarray(self.scores[:, 1] - self.scores[:, 2])


def read_passages(
    passages: IntoDataFrame, *, group: str | None = None, labels: Labels | None = None
) -> Passages:
    """Read a table of scored passages (pandas, polars, Arrow, ...); rows may come in any order.

    With ``group`` a passage may stand in several groups; where it is null it is in none.

    Raises:
        SeriesError: a column is missing or not what it must be, models are mixed, a passage is
            there twice, a label belongs to no passage.

    """
    table = read_columns(passages, "passages", REQUIRED if group is None else (*REQUIRED, group))
    _check_labels_found(labels, table)
    keys = ["passage_id", *([group] if group else [])]
    table = table.set_column(
        table.schema.get_field_index("passage_id"), "passage_id", read_text(table["passage_id"])
    )
    table = table.sort_by([(key, "ascending") for key in keys])
    ids = table["passage_id"]
    group_codes, groups = _group_codes(table, group)
    _check_once(ids, group_codes)
    outlet, outlets = encode(column_or_null(table, "outlet"))
    articles = read_text(table["article_id"])
    stories = pc.coalesce(read_text(table["story_id"]), articles)
    day = read_days(table["date"])
    return Passages(
        article=encode(articles)[0],
        story=encode(stories)[0],
        outlet=outlet,
        outlets=outlets,
        group=group_codes,
        groups=groups,
        day=day,
        precision=_precisions(table, day),
        scores=_probabilities(table),
        label=_label_rows(ids, labels),
        model_version=_only_model(table["model_version"]),
    )


def _group_codes(table: pa.Table, group: str | None) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return group codes (n,), ``NO_GROUP`` where it is null, and the names of the groups."""
    if group is None:
        return np.zeros(len(table), dtype=np.int64), ("",)
    column = read_text(table[group])
    known = column.is_valid().to_numpy()
    codes = np.full(len(table), NO_GROUP)
    codes[known], names = encode(column.drop_null())
    return codes, names


def _precisions(table: pa.Table, day: np.ndarray) -> np.ndarray:
    if "date_precision" not in table.column_names:
        return np.where(day == NO_DAY, str(Precision.NONE), str(Precision.DAY))
    known = [str(precision) for precision in Precision]
    codes, names = encode(table["date_precision"])
    odd = [name for name in names if name and name not in known]
    if odd:
        raise SeriesError(f"date_precision {odd[0]!r}; known: {', '.join(known)}")
    return np.asarray(np.array(names or [""])[codes])


def _probabilities(table: pa.Table) -> np.ndarray:
    columns = [read_floats(table[name], name).to_numpy() for name in PROBABILITIES]
    return np.column_stack(columns)


def _only_model(column: pa.ChunkedArray[Any]) -> str:
    models = encode(column)[1]
    if len(models) > 1:
        raise SeriesError(f"one series, one model: found {', '.join(models)}")
    return models[0] if models else ""


def _check_once(ids: pa.ChunkedArray[Any], groups: np.ndarray) -> None:
    codes = encode(ids)[0]
    twice = np.flatnonzero((np.diff(codes) == 0) & (np.diff(groups) == 0))
    if len(twice):
        raise SeriesError(
            f"{len(twice)} passages are there twice, the first is {ids[int(twice[0])].as_py()!r}; "
            "give each passage once in a series"
        )


def _check_labels_found(labels: Labels | None, table: pa.Table) -> None:
    if labels is None:
        return
    known = pc.is_in(labels.passage_id, value_set=read_text(table["passage_id"]).combine_chunks())
    lost = labels.passage_id.filter(pc.invert(known))
    if len(lost):
        raise SeriesError(
            f"{len(lost)} labels belong to no passage, the first is {lost[0].as_py()!r}; "
            "label passages of the corpus that is measured"
        )


def _label_rows(ids: pa.ChunkedArray[Any], labels: Labels | None) -> np.ndarray:
    if labels is None:
        return np.full(len(ids), UNLABELLED)
    rows = pc.index_in(ids, value_set=labels.passage_id).fill_null(UNLABELLED)
    return np.asarray(rows.to_numpy().astype(np.int64))
