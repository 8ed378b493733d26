"""How often a break is published where there is none, and found where there is one."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np

from stanceline.series.change_points import (
    Search,
    find_change_points,
    interval_statistics,
    search_for,
    split_statistics,
)

WEEKS = 104
SAMPLING_SD = 0.145
WAVE_SD = 0.08
WEEKS_A_MONTH = 52 / 12
# The rule takes the first way below 24 months and the last from there on.
WAYS = {
    "single months, all intervals": (1, interval_statistics),
    "single months": (1, split_statistics),
    "blocks of 2": (2, split_statistics),
}


def measure_breaks(pool, series: int) -> dict[str, float]:
    """Return the share of weekly series in which a break is published (near, for a jump)."""
    cases = {
        "constant": (0.0, 0.0),
        "AR .5": (0.5, 0.0),
        "AR .8": (0.8, 0.0),
        "jump .10": (0.0, 0.10),
        "jump .15": (0.0, 0.15),
        "jump .20": (0.0, 0.20),
    }
    return {
        name: float(np.mean(list(pool.map(partial(_weekly, *case), range(series), chunksize=10))))
        for name, case in cases.items()
    }


def measure_months(pool, series: int) -> dict[str, float]:
    """Return the same for monthly means, by length, sampling sd and block."""
    cases = {
        f"{size} months, {how}, {name}": (size, how, wave, jump)
        for size in (16, 24, 48)
        for how in WAYS
        for name, wave, jump in (
            ("constant", 0.0, (0.0, False)),
            ("AR .5", 0.5, (0.0, False)),
            ("AR .8", 0.8, (0.0, False)),
            ("jump .3", 0.0, (0.3, False)),
            ("jump .4 for a quarter", 0.0, (0.4, True)),
        )
    }
    return {
        name: float(np.mean(list(pool.map(partial(_monthly, *case), range(series), chunksize=10))))
        for name, case in cases.items()
    }


def _weekly(correlation: float, jump: float, seed: int) -> bool:
    random = np.random.default_rng(seed)
    values = _wave(correlation, WEEKS, random) + random.normal(0, SAMPLING_SD, WEEKS)
    values[WEEKS // 2 :] += jump
    search = search_for("week", WEEKS, alpha=0.05, draws=999, seed=0)
    found = find_change_points(values, np.full(WEEKS, SAMPLING_SD**2), search).found
    return any(not jump or abs(point.place - WEEKS // 2) <= 8 for point in found)


def _monthly(size: int, how: str, correlation: float, jump: tuple[float, bool], seed: int) -> bool:
    """Draw a quarter of the months before the jump; sampling sd .12, as of ten stories."""
    random = np.random.default_rng(seed)
    weekly = _wave(correlation, int(size * WEEKS_A_MONTH) + 1, random)
    edges = (np.arange(size + 1) * WEEKS_A_MONTH).astype(int)
    values = np.array([weekly[first:last].mean() for first, last in pairwise(edges)])
    values += random.normal(0, 0.12, size)
    height, passes = jump
    values[size // 4 : size // 2 if passes else size] += height
    block, statistics = WAYS[how]
    search = Search(min_size=2, block=block, tolerance=1, statistics=statistics)
    found = find_change_points(values, np.full(size, 0.12**2), search).found
    return any(not height or abs(point.place - size // 4) <= 1 for point in found)


def _wave(correlation: float, size: int, random: np.random.Generator) -> np.ndarray:
    if not correlation:
        return np.zeros(size)
    wave = np.empty(size)
    wave[0] = random.normal(0, WAVE_SD)
    for week in range(1, size):
        step = random.normal(0, WAVE_SD * np.sqrt(1 - correlation**2))
        wave[week] = correlation * wave[week - 1] + step
    return wave
