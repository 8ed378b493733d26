"""Breaks of the lines of a run: found, adjusted for how many lines were searched, and explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from stanceline.records import StanceBreak
from stanceline.series.change_points import (
    ChangePoint,
    ChangePoints,
    Search,
    difference_variance,
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
MOST_COMPOSITION = 0.5
_LEAST_VARIANCE = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Searched:
    """A line in the periods of the search, those full enough for it, and what was found."""

    line: Line
    kept: np.ndarray
    search: Search
    points: ChangePoints


def find_breaks(lines: Sequence[Line]) -> tuple[StanceBreak, ...]:
    """Find the breaks of all lines, in their order; days are summed to weeks first.

    Two questions are asked, each with an error rate of its own: did the net change, and did the
    mix of outlets move it? The second sees a shift that a change of stance the other way hides.
    """
    weekly = [
        recut(line, period="week") if line.calendar.period == "day" else line
        for line in lines
        if line.has_bands and not line.errors.why_unusable
    ]
    changed = _publish([_search(line) for line in weekly])
    shifted = _publish([_search_mix(line) for line in weekly if line.adjusted is not None])
    found = [_explain(item, point, adjusted=p) for item, point, p in changed]
    found += [
        replace(_explain(item, point, adjusted=p), explanation="composition")
        for item, point, p in shifted
        if not any(_is_same(item, point, other, seen) for other, seen, _ in changed)
    ]
    order = {line.name: place for place, line in enumerate(weekly)}
    return tuple(sorted(found, key=lambda found: (order[found.group], found.date)))


def _publish(searched: Sequence[_Searched]) -> list[tuple[_Searched, ChangePoint, float]]:
    """Keep the change points of lines that stand up to how many lines were searched."""
    tested = [item for item in searched if np.isfinite(item.points.p)]
    if not tested:
        return []
    return [
        (item, point, max(root, point.p))
        for item, root in zip(tested, _adjust([item.points.p for item in tested]), strict=True)
        for point in item.points.found
        if root < item.line.settings.alpha
    ]


def _search(line: Line) -> _Searched:
    kept = _full_periods(line)
    search = _search_of(line, len(kept))
    # All stories alike leave no variance; every difference is then beyond doubt.
    variances = np.maximum(line.net.variance[kept], _LEAST_VARIANCE)
    points = find_change_points(line.net.mean[kept], variances, search)
    return _Searched(line=line, kept=kept, search=search, points=points)


def _search_mix(line: Line) -> _Searched:
    """Search what the mix of outlets adds to the net: sum of outlet shares times house effects."""
    kept = _full_periods(line)
    search = _search_of(line, len(kept))
    adjusted = line.adjusted or line.net
    values, n_eff = (line.net.mean - adjusted.mean)[kept], line.net.n_eff[kept]
    noise = difference_variance(values) if len(kept) > 1 else 0.0
    variances = np.maximum(noise * n_eff.mean() / n_eff, _LEAST_VARIANCE) if len(kept) else n_eff
    points = find_change_points(values, variances, search)
    return _Searched(line=line, kept=kept, search=search, points=points)


def _full_periods(line: Line) -> np.ndarray:
    full = line.net.n_eff >= least_effective(line.calendar.period)
    return np.flatnonzero(usable_periods(line) & full)


def _is_same(item: _Searched, point: ChangePoint, other: _Searched, seen: ChangePoint) -> bool:
    """Say whether two change points are of one line and near each other."""
    near = abs(point.place - seen.place) <= item.search.tolerance
    return item.line.name == other.line.name and near


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
    mostly_mix = composition >= MOST_COMPOSITION
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
