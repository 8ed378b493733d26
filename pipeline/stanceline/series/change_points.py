"""Where the level of a series changes: PELT proposes, a block permutation disposes.

Permuting whole blocks keeps what neighbouring periods share (Kirch and Steinebach 2006), so that
slow waves are not taken for jumps as often as under a plain permutation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from stanceline.errors import SeriesError
from stanceline.series.periods import Period

# Half the chi-square (1 degree of freedom) quantile at 95%, doubled: all splits as good as this.
_AS_GOOD = 3.84
_NORMAL_MEDIAN = 0.6745
# Orders that say the same up to rounding are as large as what was seen.
_TIE = 1e-9
# Series whose intervals are compared at once: their table fits the processor's cache.
_AT_ONCE = 64
# Values (..., t), weights (..., t), least size of a side: a number for every place of a split.
Statistics = Callable[[np.ndarray, np.ndarray, int], np.ndarray]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How breaks are looked for, in periods; ``statistics`` gives the evidence for each place."""

    min_size: int
    block: int
    tolerance: int
    statistics: Statistics
    alpha: float = 0.05
    draws: int = 999
    seed: int = 0


# Weeks: six a side, blocks of eight, three of tolerance. Months: two a side, blocks of two, one of
# tolerance, and thinner ones are taken, for there is nothing longer to sum them to (ADR 0013).
_SIZES: dict[Period, tuple[int, int, int, float]] = {
    "week": (6, 8, 3, 10.0),
    "month": (2, 2, 1, 5.0),
}
# Up to so many months all intervals are searched, single months shuffled: one split of the whole
# sees no level that comes and goes. Ten years take two or three seconds, and the work grows with
# the cube.
_MOST_INTERVAL_MONTHS = 120


def search_for(period: Period, size: int, *, alpha: float, draws: int, seed: int) -> Search:
    """Return how to search in so many periods of this length.

    Raises:
        SeriesError: days; they are summed to weeks first.

    """
    if period not in _SIZES:
        raise SeriesError(f"breaks are looked for in weeks or months, not in {period}s")
    min_size, block, tolerance, _ = _SIZES[period]
    all_intervals = period == "month" and size <= _MOST_INTERVAL_MONTHS
    return Search(
        min_size=min_size,
        block=1 if all_intervals else block,
        tolerance=tolerance,
        statistics=interval_statistics if all_intervals else split_statistics,
        alpha=alpha,
        draws=draws,
        seed=seed,
    )


def least_effective(period: Period) -> float:
    """Return the effective stories a period needs to take part in the search."""
    return _SIZES[period][3]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePoint:
    """The first period of a new level, the range it may lie in, and its segment of the series.

    Numbers of periods, half open: the level is of ``start`` to ``place`` before and of ``place``
    to ``end`` after.
    """

    place: int
    low: int
    high: int
    start: int
    end: int
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePoints:
    """What was found in one series; ``p`` is of its best single split, found or not."""

    p: float
    found: tuple[ChangePoint, ...]


def find_change_points(values: np.ndarray, variances: np.ndarray, search: Search) -> ChangePoints:
    """Find breaks in values (t,) with variances (t,), none of them missing.

    Binary segmentation goes on only while p < alpha; a split counts when PELT has one near.
    """
    weights = 1.0 / variances
    random = np.random.default_rng(search.seed)
    tested = list(_split(values, weights, 0, len(values), search, random))
    proposed = propose(values, search.min_size)
    found = [
        point
        for point in tested
        if point.p < search.alpha
        and any(abs(point.place - place) <= search.tolerance for place in proposed)
    ]
    places = sorted(point.place for point in found)
    return ChangePoints(
        p=tested[0].p if tested else float("nan"),
        found=tuple(sorted((_bound(p, places, len(values)) for p in found), key=lambda p: p.place)),
    )


def propose(values: np.ndarray, min_size: int) -> list[int]:
    """Return PELT's changes of mean in values (t,); penalty 3 s^2 log t (Killick et al. 2012)."""
    import ruptures

    if len(values) < 2 * min_size:
        return []
    spread = difference_variance(values)
    detector = ruptures.Pelt(model="l2", min_size=min_size, jump=1).fit(values[:, None])
    ends: list[int] = detector.predict(pen=max(3.0 * spread * np.log(len(values)), 1e-12))
    return ends[:-1]


def difference_variance(values: np.ndarray) -> float:
    """Estimate the noise variance of values (t,) from their differences, jumps or not."""
    return float((np.median(np.abs(np.diff(values))) / _NORMAL_MEDIAN) ** 2 / 2.0)


def split_statistics(values: np.ndarray, weights: np.ndarray, min_size: int) -> np.ndarray:
    """Return (ybar1 - ybar2)^2 W1 W2 / (W1 + W2) for every split, (..., t + 1 - 2 min_size).

    The first split is before period ``min_size``. With weights 1/variance it is a chi-square.
    """
    mass = np.cumsum(weights, axis=-1)
    sums = np.cumsum(weights * values, axis=-1)
    whole, total = mass[..., -1:], sums[..., -1:]
    last = values.shape[-1] - min_size
    left, left_sum = mass[..., min_size - 1 : last], sums[..., min_size - 1 : last]
    right = whole - left
    difference = left_sum / left - (total - left_sum) / right
    return np.asarray(difference**2 * left * right / whole)


def interval_statistics(values: np.ndarray, weights: np.ndarray, min_size: int) -> np.ndarray:
    """Return for every place the best ``split_statistics`` of all intervals around it.

    A level that lasts a few periods and goes again stands out in an interval that ends with it,
    not in the whole (the idea of wild binary segmentation, Fryzlewicz 2014, with all intervals).
    """
    series = values.reshape(-1, values.shape[-1])
    masses = np.broadcast_to(weights, values.shape).reshape(series.shape)
    parts = [
        _interval_statistics(
            series[first : first + _AT_ONCE], masses[first : first + _AT_ONCE], min_size
        )
        for first in range(0, len(series), _AT_ONCE)
    ]
    return np.concatenate(parts).reshape(*values.shape[:-1], -1)


def _interval_statistics(values: np.ndarray, weights: np.ndarray, min_size: int) -> np.ndarray:
    """Return ``interval_statistics`` of a few series (n, t), as (n, t + 1 - 2 min_size).

    A split of an interval takes from its sum of squares what the two sides explain of it: with
    G = (sum w y)^2 / sum w, the statistic is G(left) + G(right) - G(both).
    """
    size = values.shape[-1]
    centred = values - np.average(values, axis=-1, weights=weights)[:, None]
    mass, sums = (
        np.cumsum(np.pad(part, ((0, 0), (1, 0))), axis=-1) for part in (weights, weights * centred)
    )
    starts, ends = np.triu_indices(size + 1, k=1)
    explained = np.zeros((len(values), size + 1, size + 1))
    explained[:, starts, ends] = (sums[:, ends] - sums[:, starts]) ** 2 / (
        mass[:, ends] - mass[:, starts]
    )
    best = []
    for place in range(min_size, size - min_size + 1):
        first, last = slice(0, place - min_size + 1), slice(place + min_size, size + 1)
        evidence = explained[:, first, place, None] - explained[:, first, last]
        evidence += explained[:, place, None, last]
        best.append(evidence.max(axis=(-2, -1)))
    return np.stack(best, axis=-1)


def _split(
    values: np.ndarray,
    weights: np.ndarray,
    start: int,
    end: int,
    search: Search,
    random: np.random.Generator,
) -> Iterator[ChangePoint]:
    """Test the best split of a segment, then, if it is one, both halves."""
    size = end - start
    if size < 2 * search.min_size:
        return
    y, w = values[start:end], weights[start:end]
    statistics = search.statistics(y, w, search.min_size)
    best = int(statistics.argmax())
    orders = _permute_blocks(size, search, random)
    drawn = search.statistics(y[orders], w[orders], search.min_size).max(axis=1)
    p = float((1 + (drawn >= statistics[best] * (1 - _TIE)).sum()) / (1 + search.draws))
    good = np.flatnonzero(statistics >= statistics[best] - _AS_GOOD)
    first = start + search.min_size
    place = first + best
    yield ChangePoint(
        place=place, low=first + int(good[0]), high=first + int(good[-1]), start=start, end=end, p=p
    )
    if p < search.alpha:
        yield from _split(values, weights, start, place, search, random)
        yield from _split(values, weights, place, end, search, random)


def _permute_blocks(size: int, search: Search, random: np.random.Generator) -> np.ndarray:
    """Return orders (draws, t): the circle of periods cut at a random place, blocks shuffled."""
    blocks = np.split(np.arange(size), range(search.block, size, search.block))
    orders = np.empty((search.draws, size), dtype=np.int64)
    for draw in range(search.draws):
        shuffled = np.concatenate([blocks[place] for place in random.permutation(len(blocks))])
        orders[draw] = (shuffled + random.integers(size)) % size
    return orders


def _bound(point: ChangePoint, places: list[int], size: int) -> ChangePoint:
    """End both levels of a change at its neighbours among all changes."""
    borders = [0, *places, size]
    at = borders.index(point.place)
    return ChangePoint(
        place=point.place,
        low=point.low,
        high=point.high,
        start=borders[at - 1],
        end=borders[at + 1],
        p=point.p,
    )
