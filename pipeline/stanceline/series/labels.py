"""Hand-read passages: their classes, their chances of being drawn, how far coders agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stanceline.errors import SeriesError
from stanceline.records import Label
from stanceline.series.arrow_columns import (
    column_or_null,
    encode,
    read_columns,
    read_floats,
    read_text,
)
from stanceline.series.classes import CLASSES

if TYPE_CHECKING:
    from narwhals.typing import IntoDataFrame

LABEL_COLUMNS = ("passage_id", "label", "pi")
_CLASS_OF = {
    **{name: number for number, name in enumerate(CLASSES)},
    str(Label.PREMIUM_FOR_SECURITY): 1,
    str(Label.ECONOMIC_CAPITULATION): 2,
}


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


def read_labels(labels: IntoDataFrame) -> Labels:
    """Read a table of hand-read passages: passage_id, label, pi, and stratum, coder if known.

    A passage read by several coders counts once, with the first coder's label in the order of
    their names; the others measure agreement (Krippendorff's alpha).

    Raises:
        SeriesError: a column is missing, a label is none of the four, an inclusion probability
            is not in (0, 1], a passage was used in training, a passage stands twice.

    """
    table = read_columns(labels, "labels", LABEL_COLUMNS)
    _refuse_training(table)
    coder = read_text(column_or_null(table, "coder")).fill_null("")
    table = pa.table(
        {
            "passage_id": read_text(table["passage_id"]),
            "coder": coder,
            "label": read_text(table["label"]),
            "pi": read_floats(table["pi"], "labels.pi"),
            "stratum": read_text(column_or_null(table, "stratum")).fill_null(""),
        }
    ).sort_by([("passage_id", "ascending"), ("coder", "ascending")])
    classes, coded = _true_classes(table["label"]), encode(table["passage_id"])[0]
    _check_coders(table)
    _check_inclusion(table["pi"].to_numpy())
    first = np.flatnonzero(np.diff(coded, prepend=-1) != 0)
    return Labels(
        passage_id=table["passage_id"].combine_chunks().take(pa.array(first)),
        true_class=classes[first],
        weight=1.0 / table["pi"].to_numpy()[first],
        stratum=encode(table["stratum"])[0][first],
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


def _true_classes(column: pa.ChunkedArray[Any]) -> np.ndarray:
    codes, names = encode(column)
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
    passages, coders = (encode(table[name])[0] for name in ("passage_id", "coder"))
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
