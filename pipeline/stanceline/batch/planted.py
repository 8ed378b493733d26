"""A run against a planted truth: how close the labels, the voices and the series come.

A truth file says for every article, unit by unit, which frame was written in and who voices it.
A passage's truth is the union of the frames of the units that lie mostly inside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stanceline.batch.series import scored_passages
from stanceline.errors import InputError
from stanceline.records import Frame, Label
from stanceline.series.estimate import estimate_series
from stanceline.store.manifest import scorer_of
from stanceline.store.rows import Row
from stanceline.store.run_directory import RunDirectory
from stanceline.store.views import connect, read_rows

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A planted sentence found again in an article's text."""

    start: int
    end: int
    label: Label
    voice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What was planted against what was found."""

    articles_planted: int
    articles_found: int
    units_planted: int
    units_found: int
    passages_compared: int
    label_accuracy: float
    label_macro_f1: float
    label_f1: Mapping[str, float]
    voice_accuracy: float
    series_period: str
    series_points: int
    series_correlation: float
    series_mean_absolute_error: float
    series_mean_bias: float


def compare(run: RunDirectory, truth: Path) -> Comparison:
    """Compare a finished run with a truth file.

    Raises:
        InputError: the truth file is not one.

    """
    planted = _read_truth(truth)
    passages = scored_passages(run, scorer=scorer_of(run)).to_pandas()
    rows, counts = _plant(run, planted)
    joined = passages.merge(rows, on="passage_id", how="inner")
    facts: dict[str, Any] = counts | _label_agreement(joined) | _series_agreement(joined)
    return Comparison(
        passages_compared=len(joined), voice_accuracy=_voice_accuracy(joined), **facts
    )


def plant(run: RunDirectory, truth: Path, passages: pd.DataFrame) -> pd.DataFrame:
    """Return those passages whose truth is known, with columns true_label and true_voice.

    Raises:
        InputError: the truth file is not one.

    """
    rows, _ = _plant(run, _read_truth(truth))
    return passages.merge(rows, on="passage_id", how="inner")


def print_comparison(comparison: Comparison) -> list[str]:
    """Say a comparison in a few lines."""
    c = comparison
    by_label = ", ".join(f"{name} {value:.2f}" for name, value in c.label_f1.items())
    return [
        (
            f"against the planted truth: {c.articles_found} of {c.articles_planted} articles and "
            f"{c.units_found} of {c.units_planted} planted sentences found again"
        ),
        (
            f"labels of {c.passages_compared} passages: accuracy {c.label_accuracy:.3f}, "
            f"macro-F1 {c.label_macro_f1:.3f} ({by_label}); voices right {c.voice_accuracy:.3f}"
        ),
        (
            f"series by {c.series_period} ({c.series_points} points): correlation "
            f"{c.series_correlation:.3f}, mean absolute error {c.series_mean_absolute_error:.3f}, "
            f"bias {c.series_mean_bias:+.3f}"
        ),
    ]


def to_json(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as plain data."""
    return asdict(comparison)


def _read_truth(path: Path) -> dict[tuple[str, str], Mapping[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        return {(row["outlet"], row["title"]): row for row in rows}
    except (OSError, json.JSONDecodeError, KeyError) as error:
        raise InputError(str(path), f"not a truth file: {error}") from error


def _plant(
    run: RunDirectory, planted: Mapping[tuple[str, str], Mapping[str, Any]]
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Find the planted units in the articles; return truth a passage, and what was found."""
    import pandas as pd

    with connect(run) as connection:
        articles = read_rows(connection, "select article_id, outlet, title, text from articles")
        cut = read_rows(connection, 'select passage_id, article_id, start, "end" from passages')
    spans: dict[str, list[Row]] = {}
    for span in cut:
        spans.setdefault(span["article_id"], []).append(span)
    rows: list[dict[str, str]] = []
    found_articles = found_units = 0
    for article in articles:
        truth = planted.get((article["outlet"], article["title"]))
        if truth is None:
            continue
        units = list(locate_units(article["text"], truth["units"]))
        found_articles += 1
        found_units += len(units)
        rows += _passage_truth(spans.get(article["article_id"], []), units)
    counts = {
        "articles_planted": len(planted),
        "articles_found": found_articles,
        "units_planted": sum(len(truth["units"]) for truth in planted.values()),
        "units_found": found_units,
    }
    return pd.DataFrame(rows, columns=["passage_id", "true_label", "true_voice"]), counts


def locate_units(text: str, units: Iterable[Mapping[str, str]]) -> Iterator[Unit]:
    """Find planted sentences in a text, in order; white space may have changed on the way."""
    position = 0
    for unit in units:
        words = unit["text"].split()
        found = _find_words(text, words, position)
        if found is None:
            continue
        position = found[1]
        voice = "own" if unit["quotation"] == "own" else unit["voice"]
        yield Unit(start=found[0], end=found[1], label=Label(unit["label"]), voice=voice)


def _find_words(text: str, words: Sequence[str], position: int) -> tuple[int, int] | None:
    import re

    match = re.compile(r"\s+".join(map(re.escape, words))).search(text, position)
    return match.span() if match else None


def _passage_truth(spans: Iterable[Row], units: Sequence[Unit]) -> list[dict[str, str]]:
    rows = []
    for span in spans:
        inside = [unit for unit in units if _covers(span["start"], span["end"], unit)]
        if inside:
            longest = max(inside, key=lambda unit: unit.end - unit.start)
            label = _union(unit.label for unit in inside)
            rows.append(
                {"passage_id": span["passage_id"], "true_label": label, "true_voice": longest.voice}
            )
    return rows


def _covers(start: int, end: int, unit: Unit) -> bool:
    """Say whether more than half of a unit lies in [start, end)."""
    shared = min(end, unit.end) - max(start, unit.start)
    return shared * 2 > unit.end - unit.start


def _union(labels: Iterable[Label]) -> Label:
    poles: set[str] = set()
    for label in labels:
        poles |= set(Frame) if label is Label.BOTH else {label}
    poles &= set(Frame)
    if len(poles) == 2:
        return Label.BOTH
    return Label(poles.pop()) if poles else Label.NEITHER


def _label_agreement(joined: pd.DataFrame) -> dict[str, Any]:
    from sklearn.metrics import f1_score

    names = [str(label) for label in Label]
    truth, found = joined["true_label"].astype(str), joined["label"].astype(str)
    scores = f1_score(truth, found, labels=names, average=None, zero_division=0.0)
    return {
        "label_accuracy": float((truth == found).mean()),
        "label_macro_f1": float(np.mean(scores)),
        "label_f1": {name: float(value) for name, value in zip(names, scores, strict=True)},
    }


def _voice_accuracy(joined: pd.DataFrame) -> float:
    return float((joined["voice"] == joined["true_voice"]).mean())


def _series_agreement(joined: pd.DataFrame) -> dict[str, Any]:
    """Estimate the series twice, from scores and from planted labels, and compare the points."""
    found = estimate_series(joined)
    period = found.metadata["period"]
    truth = estimate_series(with_true_scores(joined), period=period)
    estimated = np.array([point.net for point in found.points])
    planted = np.array([point.net for point in truth.points])
    return {
        "series_period": period,
        "series_points": len(planted),
        "series_correlation": float(np.corrcoef(estimated, planted)[0, 1]),
        "series_mean_absolute_error": float(np.abs(estimated - planted).mean()),
        "series_mean_bias": float((estimated - planted).mean()),
    }


def with_true_scores(joined: pd.DataFrame) -> pd.DataFrame:
    """Put certainty in the place of the model's probabilities."""
    label = joined["true_label"].astype(str)
    return joined.assign(
        p_premium=(label == Label.PREMIUM_FOR_SECURITY).astype(float),
        p_capitulation=(label == Label.ECONOMIC_CAPITULATION).astype(float),
        p_both=(label == Label.BOTH).astype(float),
        p_neither=(label == Label.NEITHER).astype(float),
        model_version="planted",
    )
