"""Planted labels as an audit sample, and how close they bring the series to the planted truth."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from stanceline.batch.planted import plant, with_true_scores
from stanceline.batch.series import scored_passages
from stanceline.records import StanceBreak
from stanceline.series.classes import PROBABILITIES
from stanceline.series.estimate import SeriesResult, estimate_series
from stanceline.store.atomic import replace_text
from stanceline.store.manifest import scorer_of
from stanceline.store.plain import without_nan
from stanceline.store.run_directory import RunDirectory
from stanceline.store.schemas import AUDIT

if TYPE_CHECKING:
    import pandas as pd

# Twenty passages a quarter and predicted class: the label plan of docs/methods.md, a little thin.
LABELS_A_STRATUM = 20
SEED = 550


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The corrected series of a run beside the naive one and the planted truth, period by period.

    Breaks of the corrected series and of the planted truth itself.
    """

    labels: int
    rows: tuple[dict[str, Any], ...]
    naive_error: float
    corrected_error: float
    smoothed_error: float
    coverage: float
    smoothed_coverage: float
    breaks: tuple[StanceBreak, ...]
    planted_breaks: tuple[StanceBreak, ...]


def draw_audit(run: RunDirectory, truth: Path) -> pa.Table:
    """Draw planted labels by quarter and predicted class, with their inclusion probabilities."""
    planted = _dated(_planted_passages(run, truth))
    classes = planted[list(PROBABILITIES)].to_numpy().argmax(axis=1)
    quarters = planted["date"].dt.tz_localize(None).dt.to_period("Q").astype(str)
    strata = quarters + "/" + np.array(["none", "premium", "capitulation", "none"])[classes]
    random = np.random.default_rng(SEED)
    rows: list[dict[str, object]] = []
    for stratum, members in planted.groupby(strata, sort=True):
        size = min(LABELS_A_STRATUM, len(members))
        drawn = random.permutation(len(members))[:size]
        rows += [
            {
                "passage_id": passage,
                "label": str(label),
                "pi": size / len(members),
                "stratum": stratum,
                "coder": "planted",
            }
            for passage, label in members.iloc[drawn][["passage_id", "true_label"]].to_numpy()
        ]
    return pa.Table.from_pylist(rows, schema=AUDIT)


def correct(run: RunDirectory, truth: Path, audit: pa.Table) -> Correction:
    """Estimate the passages with a planted truth, corrected by an audit, and compare."""
    planted = _planted_passages(run, truth)
    corrected = estimate_series(planted, audit)
    known = estimate_series(with_true_scores(planted), period=corrected.metadata["period"])
    return _compare(corrected, known, len(audit))


def write_labels(audit: pa.Table, target: Path) -> Path:
    """Write an audit sample as JSON lines, as ``stanceline series --labels`` takes them."""
    lines = [json.dumps(row, ensure_ascii=False) for row in audit.to_pylist()]
    replace_text("\n".join(lines) + "\n", target, temporary_folder=target.parent / "_tmp")
    return target


def print_correction(found: Correction) -> Iterator[str]:
    """Say the corrected series beside the naive one and the truth, line by line."""
    yield (
        f"corrected by {found.labels} planted labels: mean error of a period "
        f"{found.naive_error:.3f} naive, {found.corrected_error:.3f} corrected, "
        f"{found.smoothed_error:.3f} smoothed; the bands hold {found.coverage:.0%} and "
        f"{found.smoothed_coverage:.0%} of the truth"
    )
    yield f"{'period':10}  planted    naive  corrected  95% band          smoothed"
    for row in found.rows:
        yield (
            f"{row['period']:10} {row['planted']:+8.3f} {row['naive']:+8.3f} "
            f"{row['corrected']:+10.3f}  {row['low']:+.2f} .. {row['high']:+.2f}  "
            f"{row['smoothed']:+12.3f}"
        )
    for name, breaks in (("planted", found.planted_breaks), ("found", found.breaks)):
        for one in breaks:
            yield _say_break(name, one)


def to_json(found: Correction) -> dict[str, Any]:
    """Return a correction as plain data; a number that is none is null."""
    plain = asdict(found)
    for name in ("breaks", "planted_breaks"):
        for one in plain[name]:
            one |= {key: str(one[key]) for key in ("date", "date_low", "date_high")}
    cleaned: dict[str, Any] = without_nan(plain)
    return cleaned


def _planted_passages(run: RunDirectory, truth: Path) -> pd.DataFrame:
    passages = scored_passages(run, scorer=scorer_of(run)).to_pandas()
    return plant(run, truth, passages)


def _dated(planted: pd.DataFrame) -> pd.DataFrame:
    return planted[planted["date"].notna()].reset_index(drop=True)


def _compare(corrected: SeriesResult, known: SeriesResult, labels: int) -> Correction:
    table = corrected.table().set_index("period_start")
    truth = known.table().set_index("period_start")["net"].reindex(table.index)
    rows = tuple(
        {
            "period": str(start),
            "planted": float(planted),
            "naive": point["net_naive"],
            "corrected": point["net"],
            "low": point["net_lo"],
            "high": point["net_hi"],
            "smoothed": point["net_smooth"],
        }
        for (start, point), planted in zip(table.to_dict("index").items(), truth, strict=True)
    )
    held = (table["net_lo"] <= truth) & (truth <= table["net_hi"])
    smoothed = (table["net_smooth_lo"] <= truth) & (truth <= table["net_smooth_hi"])
    return Correction(
        labels=labels,
        rows=rows,
        naive_error=float((table["net_naive"] - truth).abs().mean()),
        corrected_error=float((table["net"] - truth).abs().mean()),
        smoothed_error=float((table["net_smooth"] - truth).abs().mean()),
        coverage=float(held.mean()),
        smoothed_coverage=float(smoothed.mean()),
        breaks=corrected.breaks(),
        planted_breaks=known.breaks(),
    )


def _say_break(name: str, one: StanceBreak) -> str:
    line = (
        f"{name}: a change of {one.explanation} around {one.date}, net {one.before:+.2f} to "
        f"{one.after:+.2f} (p {one.p_adjusted:.3f})"
    )
    if one.explanation == "composition":
        return f"{line}; with the mix of outlets held still {one.house_adjusted_change:+.2f}"
    if one.confirmed is None:
        return line
    return f"{line}, {'confirmed' if one.confirmed else 'not confirmed'} by the labels alone"
