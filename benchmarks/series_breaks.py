"""How often a break is published where there is none, and found where there is one.

OMP_NUM_THREADS=1 python benchmarks/series_breaks.py --out benchmarks/results/series-breaks.json

Months are measured by every way of searching (ADR 0013), each length once and kept beside the
result in a .parts folder, so that a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import time
from functools import partial
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import numpy as np
from machine import describe_machine
from result_file import write_result
from result_parts import Parts

from stanceline.series.change_points import (
    Search,
    find_change_points,
    interval_statistics,
    propose,
    search_for,
    split_statistics,
)

WEEKS = 104
SAMPLING_SD, MONTHLY_SD = 0.145, 0.12
WAVE_SD = 0.08
WEEKS_A_MONTH = 52 / 12
# A run takes 999; fewer leave the rate of false breaks as it is and cost little power.
DRAWS = 199
LENGTHS = (16, 24, 36, 48, 60)
WAYS = {
    "all intervals, single months": (1, interval_statistics),
    "all intervals, blocks of 2": (2, interval_statistics),
    "one split, single months": (1, split_statistics),
    "one split, blocks of 2": (2, split_statistics),
}
# Correlation of the weekly wave, height of the change, months it lasts (none: to the end).
CASES = {
    "constant": (0.0, 0.0, None),
    "AR .8": (0.8, 0.0, None),
    "jump .3": (0.0, 0.3, None),
    "jump .4 for 4 months": (0.0, 0.4, 4),
}


def main() -> None:
    """Measure every length, write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--series", type=int, default=200, help="series a case")
    parser.add_argument("--lengths", type=int, nargs="+", default=LENGTHS, help="months a series")
    parser.add_argument("--minutes", type=float, help="begin nothing new after so many")
    options = parser.parse_args()
    parts = Parts.beside(options.out, minutes=options.minutes)
    measured = {
        f"{size} months": {
            way: parts.keep(
                f"{size} months, {way}", options.series, partial(measure_months, size, way)
            )
            for way in WAYS
        }
        for size in options.lengths
    }
    result = {
        "share_of_series_with_a_break": measured,
        "cpu_seconds_a_search": {
            f"{size} months": _time_searches(size) for size in options.lengths
        },
        "series_a_case": options.series,
        "draws": DRAWS,
        "versions": {name: version(name) for name in ("stanceline", "numpy", "ruptures")},
        "machine": describe_machine(),
    }
    write_result(options.out, result)


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


def measure_months(size: int, way: str, series: int) -> dict[str, float]:
    """Return the share of monthly series in which a break is published (near, for a jump)."""
    return {
        name: float(np.mean([_monthly(size, way, *case, seed) for seed in range(series)]))
        for name, case in CASES.items()
    }


def _time_searches(size: int) -> dict[str, float]:
    """Return the seconds of one search in a series without a break, by way."""
    values = np.random.default_rng(0).normal(0, MONTHLY_SD, size)
    seconds = {}
    # The first search of all loads the library.
    propose(values, 2)
    for way in WAYS:
        began = time.process_time()
        find_change_points(values, np.full(size, MONTHLY_SD**2), _search(way))
        seconds[way] = round(time.process_time() - began, 3)
    return seconds


def _search(way: str) -> Search:
    block, statistics = WAYS[way]
    return Search(min_size=2, block=block, tolerance=1, statistics=statistics, draws=DRAWS)


def _weekly(correlation: float, jump: float, seed: int) -> bool:
    random = np.random.default_rng(seed)
    values = _wave(correlation, WEEKS, random) + random.normal(0, SAMPLING_SD, WEEKS)
    values[WEEKS // 2 :] += jump
    search = search_for("week", WEEKS, alpha=0.05, draws=999, seed=0)
    found = find_change_points(values, np.full(WEEKS, SAMPLING_SD**2), search).found
    return any(not jump or abs(point.place - WEEKS // 2) <= 8 for point in found)


def _monthly(
    size: int, way: str, correlation: float, height: float, lasts: int | None, seed: int
) -> bool:
    """Draw months, a quarter of them before the change; sampling sd .12, as of ten stories."""
    random = np.random.default_rng(seed)
    weekly = _wave(correlation, int(size * WEEKS_A_MONTH) + 1, random)
    edges = (np.arange(size + 1) * WEEKS_A_MONTH).astype(int)
    values = np.array([weekly[first:last].mean() for first, last in pairwise(edges)])
    values += random.normal(0, MONTHLY_SD, size)
    begins = size // 4
    values[begins : size if lasts is None else begins + lasts] += height
    found = find_change_points(values, np.full(size, MONTHLY_SD**2), _search(way)).found
    return any(not height or abs(point.place - begins) <= 1 for point in found)


def _wave(correlation: float, size: int, random: np.random.Generator) -> np.ndarray:
    if not correlation:
        return np.zeros(size)
    wave = np.empty(size)
    wave[0] = random.normal(0, WAVE_SD)
    for week in range(1, size):
        step = random.normal(0, WAVE_SD * np.sqrt(1 - correlation**2))
        wave[week] = correlation * wave[week - 1] + step
    return wave


if __name__ == "__main__":
    main()
