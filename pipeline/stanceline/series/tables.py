"""Tables of any kind to the arrays of the estimator, sorted so that the order is no input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stanceline.errors import SeriesError
from stanceline.records import Label, Precision
from stanceline.series.periods import NO_DAY

if TYPE_CHECKING:
    from narwhals.typing import IntoDataFrame

PROBABILITIES = ("p_neither", "p_premium", "p_capitulation", "p_both")
REQUIRED = ("passage_id", "article_id", "story_id", "date", *PROBABILITIES, "model_version")
LABEL_COLUMNS = ("passage_id", "label", "pi")
# The four classes in the order of the probabilities, under their short and their long names.
CLASSES = ("neither", "premium", "capitulation", "both")
_CLASS_OF = {
    **{name: number for number, name in enumerate(CLASSES)},
    str(Label.PREMIUM_FOR_SECURITY): 1,
    str(Label.ECONOMIC_CAPITULATION): 2,
}
_MICROSECONDS_A_DAY = 86_400_000_000
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Hand-read passages, (n,) arrays in the order of their ids; ``weight`` is 1/pi."""

    passage_id: pa.Array[Any]
    true_class: np.ndarray
    weight: np.ndarray
    stratum: np.ndarray
    coder_agreement: float

    def __len__(self) -> int:
        return len(self.true_class)

    @property
    def stance(self) -> np.ndarray:
        """S in {-1, 0, 1}: premium minus capitulation, both and neither cancel."""
        return np.asarray((self.true_class == 1).astype(float) - (self.true_class == 2))


def read_passages(
    passages: IntoDataFrame, *, group: str | None = None, labels: Labels | None = None
) -> Passages:
    """Read a table of scored passages (pandas, polars, Arrow, ...); rows may come in any order.

    With ``group`` a passage may stand in several groups; where it is null it is in none.

    Raises:
        SeriesError: a column is missing or not what it must be, models are mixed, a passage is
            there twice, a label belongs to no passage.

    """
    table = _arrow(passages, "passages", REQUIRED if group is None else (*REQUIRED, group))
    _check_labels_found(labels, table)
    keys = ["passage_id", *([group] if group else [])]
    table = table.set_column(
        table.schema.get_field_index("passage_id"), "passage_id", _text(table["passage_id"])
    )
    table = table.sort_by([(key, "ascending") for key in keys])
    ids = table["passage_id"]
    group_codes, groups = _group_codes(table, group)
    _check_once(ids, group_codes)
    outlet, outlets = _codes(_column_or_null(table, "outlet"))
    articles = _text(table["article_id"])
    stories = pc.coalesce(_text(table["story_id"]), articles)
    day = _days(table["date"])
    return Passages(
        article=_codes(articles)[0],
        story=_codes(stories)[0],
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


def read_labels(labels: IntoDataFrame) -> Labels:
    """Read a table of hand-read passages: passage_id, label, pi, and stratum, coder if known.

    A passage read by several coders counts once, with the first coder's label in the order of
    their names; the others measure agreement (Krippendorff's alpha).

    Raises:
        SeriesError: a column is missing, a label is none of the four, an inclusion probability
            is not in (0, 1], a passage was used in training, a passage stands twice.

    """
    table = _arrow(labels, "labels", LABEL_COLUMNS)
    _refuse_training(table)
    coder = _text(_column_or_null(table, "coder")).fill_null("")
    table = pa.table(
        {
            "passage_id": _text(table["passage_id"]),
            "coder": coder,
            "label": _text(table["label"]),
            "pi": _floats(table["pi"], "labels.pi"),
            "stratum": _text(_column_or_null(table, "stratum")).fill_null(""),
        }
    ).sort_by([("passage_id", "ascending"), ("coder", "ascending")])
    classes, coded = _true_classes(table["label"]), _codes(table["passage_id"])[0]
    _check_coders(table)
    _check_inclusion(table["pi"].to_numpy())
    first = np.flatnonzero(np.diff(coded, prepend=-1) != 0)
    return Labels(
        passage_id=table["passage_id"].combine_chunks().take(pa.array(first)),
        true_class=classes[first],
        weight=1.0 / table["pi"].to_numpy()[first],
        stratum=_codes(table["stratum"])[0][first],
        coder_agreement=nominal_alpha(coded, classes),
    )


def nominal_alpha(units: np.ndarray, values: np.ndarray) -> float:
    """Krippendorff's alpha for nominal values: units (n,), values (n,) of codes; NaN if unpaired.

    Krippendorff 2011, "Computing Krippendorff's alpha-reliability", section C.

    >>> nominal_alpha(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 1]))
    1.0
    """
    counts = np.zeros((units.max(initial=0) + 1, values.max(initial=0) + 1))
    np.add.at(counts, (units, values), 1.0)
    counts = counts[counts.sum(axis=1) >= 2]
    if not len(counts):
        return float("nan")
    read = counts.sum(axis=1)
    total, of_value = read.sum(), counts.sum(axis=0)
    observed = ((read**2 - (counts**2).sum(axis=1)) / (read - 1)).sum()
    expected = (total**2 - (of_value**2).sum()) / (total - 1)
    return float(1.0 - observed / expected) if expected > 0 else 1.0


def _arrow(table: IntoDataFrame, what: str, required: Sequence[str]) -> pa.Table:
    native = nw.from_native(table, eager_only=True)
    missing = [name for name in required if name not in native.columns]
    if missing:
        raise SeriesError(f"{what} lack {', '.join(missing)}; have {', '.join(native.columns)}")
    wanted = {*required, "outlet", "date_precision", "stratum", "coder", "used_in_training"}
    arrow: pa.Table = native.select([n for n in native.columns if n in wanted]).to_arrow()
    return arrow


def _text(column: pa.ChunkedArray[Any]) -> pa.ChunkedArray[Any]:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return column.cast(pa.large_string())


def _column_or_null(table: pa.Table, name: str) -> pa.ChunkedArray[Any]:
    if name in table.column_names:
        column: pa.ChunkedArray[Any] = table[name]
        return column
    return pa.chunked_array([pa.nulls(len(table), pa.large_string())])


def _codes(column: pa.ChunkedArray[Any]) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return codes (n,) in the sorted order of the names, and the names; null is a name, ''."""
    encoded = _text(column).fill_null("").combine_chunks().dictionary_encode()
    order = pc.sort_indices(encoded.dictionary).to_numpy()
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    names = tuple(encoded.dictionary.take(pa.array(order)).to_pylist())
    return rank[encoded.indices.to_numpy()], names


def _group_codes(table: pa.Table, group: str | None) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return group codes (n,), ``NO_GROUP`` where it is null, and the names of the groups."""
    if group is None:
        return np.zeros(len(table), dtype=np.int64), ("",)
    column = _text(table[group])
    known = column.is_valid().to_numpy()
    codes = np.full(len(table), NO_GROUP)
    codes[known], names = _codes(column.drop_null())
    return codes, names


def _days(column: pa.ChunkedArray[Any]) -> np.ndarray:
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
        column = _text(column)
    for target in targets:
        try:
            return pc.cast(column, target, safe=False)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            problem = error
    raise SeriesError(
        f"dates of type {kind} cannot be read: {problem}; give dates, timestamps or ISO text"
    )


def _precisions(table: pa.Table, day: np.ndarray) -> np.ndarray:
    if "date_precision" not in table.column_names:
        return np.where(day == NO_DAY, str(Precision.NONE), str(Precision.DAY))
    known = [str(precision) for precision in Precision]
    codes, names = _codes(table["date_precision"])
    odd = [name for name in names if name and name not in known]
    if odd:
        raise SeriesError(f"date_precision {odd[0]!r}; known: {', '.join(known)}")
    return np.asarray(np.array(names or [""])[codes])


def _floats(column: pa.ChunkedArray[Any], name: str) -> pa.ChunkedArray[Any]:
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


def _probabilities(table: pa.Table) -> np.ndarray:
    columns = [_floats(table[name], name).to_numpy() for name in PROBABILITIES]
    return np.column_stack(columns)


def _only_model(column: pa.ChunkedArray[Any]) -> str:
    models = _codes(column)[1]
    if len(models) > 1:
        raise SeriesError(f"one series, one model: found {', '.join(models)}")
    return models[0] if models else ""


def _check_once(ids: pa.ChunkedArray[Any], groups: np.ndarray) -> None:
    codes = _codes(ids)[0]
    twice = np.flatnonzero((np.diff(codes) == 0) & (np.diff(groups) == 0))
    if len(twice):
        raise SeriesError(
            f"{len(twice)} passages are there twice, the first is {ids[int(twice[0])].as_py()!r}; "
            "give each passage once in a series"
        )


def _check_labels_found(labels: Labels | None, table: pa.Table) -> None:
    if labels is None:
        return
    known = pc.is_in(labels.passage_id, value_set=_text(table["passage_id"]).combine_chunks())
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


def _true_classes(column: pa.ChunkedArray[Any]) -> np.ndarray:
    codes, names = _codes(column)
    odd = [name for name in names if name not in _CLASS_OF]
    if odd:
        raise SeriesError(f"label {odd[0]!r}; known: {', '.join(_CLASS_OF)}")
    return np.asarray(np.array([_CLASS_OF[name] for name in names], dtype=np.int64)[codes])


def _check_inclusion(pi: np.ndarray) -> None:
    bad = pi[(pi <= 0) | (pi > 1)]
    if len(bad):
        raise SeriesError(
            f"{len(bad)} inclusion probabilities are outside (0, 1], the first is {bad[0]}; "
            "pi is the number drawn from a stratum over the number in it"
        )


def _check_coders(table: pa.Table) -> None:
    passages, coders = (_codes(table[name])[0] for name in ("passage_id", "coder"))
    if ((np.diff(passages) == 0) & (np.diff(coders) == 0)).any():
        raise SeriesError("a passage is labelled twice by the same coder; keep one of the labels")


def _refuse_training(table: pa.Table) -> None:
    if "used_in_training" not in table.column_names:
        return
    used = pc.sum(table["used_in_training"].cast(pa.int64())).as_py() or 0
    if used:
        raise SeriesError(
            f"{used} labels were used in training; measure errors on passages held out from it"
        )
