"""Breaks of the lines of a run: found, adjusted for how many lines were searched, and explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stanceline.records import StanceBreak
from stanceline.series.change_points import (
    ChangePoint,
    ChangePoints,
    Search,
    find_change_points,
    least_effective,
    search_for,
)
from stanceline.series.contrasts import NO_ESTIMATE, Contrast, Estimate, contrast, outlet_sides
from stanceline.series.decomposition import decompose
from stanceline.series.line import Line, recut
from stanceline.series.periods import first_days
from stanceline.series.points import usable_periods

# Up to so many lines every claim is protected (Holm); above, the share of false ones is (BH).
_MOST_HEADLINES = 5
# A change is put down to composition when it is at least half of it and no more is seen without.
_MOST_COMPOSITION = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Searched:
    """A line in the periods of the search, those full enough for it, and what was found."""

    line: Line
    kept: np.ndarray
    points: ChangePoints


def find_breaks(lines: Sequence[Line]) -> tuple[StanceBreak, ...]:
    """Find the breaks of all lines, in their order; days are summed to weeks first."""
    searched = [_search(line) for line in lines if line.has_bands and not line.errors.why_unusable]
    tested = [item for item in searched if np.isfinite(item.points.p)]
    if not tested:
        return ()
    adjusted = _adjust([item.points.p for item in tested])
    return tuple(
        _explain(item, point, adjusted=max(root, point.p))
        for item, root in zip(tested, adjusted, strict=True)
        for point in item.points.found
        if root < item.line.settings.alpha
    )


def _search(line: Line) -> _Searched:
    if line.calendar.period == "day":
        line = recut(line, period="week")
    full = line.net.n_eff >= least_effective(line.calendar.period)
    kept = np.flatnonzero(usable_periods(line) & full)
    values, variances = line.net.mean[kept], line.net.variance[kept]
    # All stories alike leave no variance; every difference is then beyond doubt.
    points = find_change_points(values, np.maximum(variances, 1e-12), _search_of(line, len(kept)))
    return _Searched(line=line, kept=kept, points=points)


def _search_of(line: Line, size: int) -> Search:
    settings = line.settings
    return search_for(
        line.calendar.period,
        size,
        alpha=settings.alpha,
        draws=settings.permutations,
        seed=settings.permutation_seed,
    )


def _adjust(p_values: Sequence[float]) -> list[float]:
    from statsmodels.stats.multitest import multipletests

    method = "holm" if len(p_values) <= _MOST_HEADLINES else "fdr_bh"
    adjusted: list[float] = multipletests(p_values, method=method)[1].tolist()
    return adjusted


def _explain(item: _Searched, point: ChangePoint, *, adjusted: float) -> StanceBreak:
    """Say how large a break is, whether the labels show it, and what outlets explain of it."""
    line, kept = item.line, item.kept
    windows = [np.zeros(line.n_periods, dtype=bool) for _ in range(2)]
    windows[0][kept[point.start : point.place]] = True
    windows[1][kept[point.place : point.end]] = True
    starts = first_days(line.first + kept, line.calendar.period).astype(str)
    names = (
        (starts[point.start], starts[point.place - 1]),
        (starts[point.place], starts[point.end - 1]),
    )
    change = contrast(line, windows[0], windows[1], names=names)
    composition = _composition(line, windows[0], windows[1], change.model)
    sides = [line.net.mean[window].mean() for window in windows]
    days = first_days(line.first + kept[[point.place, point.low, point.high]], line.calendar.period)
    place, low, high = days.tolist()
    return StanceBreak(
        group=line.name,
        date=place,
        date_low=low,
        date_high=high,
        before=float(sides[0]),
        after=float(sides[1]),
        change_lo=change.model.lo,
        change_hi=change.model.hi,
        p=point.p,
        p_adjusted=adjusted,
        confirmed=_confirm(change),
        dsl_change=change.dsl.value,
        dsl_lo=change.dsl.lo,
        dsl_hi=change.dsl.hi,
        composition=composition,
        house_adjusted_change=change.house_adjusted.value,
        house_adjusted_lo=change.house_adjusted.lo,
        house_adjusted_hi=change.house_adjusted.hi,
        explanation=explain(composition, change.model, change.house_adjusted),
        stories_before=_per_period(line, windows[0]),
        stories_after=_per_period(line, windows[1]),
        copies_before=_copies(line, windows[0]),
        copies_after=_copies(line, windows[1]),
    )


def explain(composition: float, change: Estimate, adjusted: Estimate) -> str:
    """Name a change: of stance, of composition (other outlets, copies), or of both, ``mixed``."""
    same_outlets = adjusted.excludes_zero and np.sign(adjusted.value) == np.sign(change.value)
    mostly_mix = composition >= _MOST_COMPOSITION
    if mostly_mix and not same_outlets:
        return "composition"
    if same_outlets and not mostly_mix:
        return "stance"
    return "mixed"


def _composition(line: Line, before: np.ndarray, after: np.ndarray, change: Estimate) -> float:
    """Return the share of a change that is not within outlets with every story counted once."""
    story = line if line.weights == "story" else recut(line, weights="story")
    parts = decompose(outlet_sides(story, before), outlet_sides(story, after), story.rows.outlets)
    return 1.0 - parts.within / change.value if change.value else float("nan")


def _confirm(change: Contrast) -> bool | None:
    """Say whether the labels alone show the change; nothing when they are too few to say."""
    if change.dsl is NO_ESTIMATE or not np.isfinite(change.dsl.value):
        return None
    same_way = np.sign(change.dsl.value) == np.sign(change.model.value)
    return bool(change.dsl.excludes_zero and same_way)


def _per_period(line: Line, window: np.ndarray) -> float:
    return float(line.net.n_stories[window].mean())


def _copies(line: Line, window: np.ndarray) -> float:
    """Average the printed copies of a story in a window."""
    inside = window[line.period_of]
    articles, stories = line.rows.article[inside], line.rows.story[inside]
    return len(np.unique(articles)) / max(len(np.unique(stories)), 1)
