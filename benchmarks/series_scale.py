"""How long the series takes and what it needs: 100,000 to 1,000,000 passages, 5 years, 50 groups.

python benchmarks/series_scale.py --out benchmarks/results/series-scale.json

Each size runs in a process of its own, so that its peak memory is its own. Every estimate holds
the overall line and 50 lines by outlet, with 900 labels.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow as pa
from machine import describe_machine

from stanceline.series.estimate import estimate_series

SIZES = (100_000, 300_000, 1_000_000)
GROUPS, WEEKS, LABELS = 50, 260, 900


def main() -> None:
    """Measure every size, write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    runs = []
    for size in SIZES:
        with spawn.Pool(1) as pool:
            runs.append(pool.apply(measure, (size,)))
        print(runs[-1], flush=True)
    result = {
        "runs": runs,
        "groups": GROUPS,
        "weeks": WEEKS,
        "labels": LABELS,
        "versions": {name: version(name) for name in ("stanceline", "numpy", "scipy", "pyarrow")},
        "machine": describe_machine(),
    }
    options.out.write_text(json.dumps(result, indent=2, sort_keys=True) + "\n")


def measure(size: int) -> dict[str, float]:
    """Estimate a table of so many passages; return seconds and peak memory."""
    passages, labels = make_tables(size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, cpu = time.perf_counter(), time.process_time()
    overall = estimate_series(passages, labels, period="week")
    grouped = estimate_series(passages, labels, period="week", group="outlet")
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu
    return {
        "passages": size,
        "points": len(overall.points) + len(grouped.points),
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu_seconds, 2),
        "peak_gib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
        "input_gib": round(before / 2**20, 2),
    }


def make_tables(size: int) -> tuple[pa.Table, pa.Table]:
    """Draw passages in stories of four and their labels."""
    random = np.random.default_rng(size)
    story = np.arange(size) // 4
    week = random.integers(0, WEEKS, story[-1] + 1)[story]
    outlet = random.integers(0, GROUPS, story[-1] + 1)[story]
    true_class = random.choice(4, size, p=[0.5, 0.25, 0.2, 0.05])
    scores = 0.5 * random.dirichlet(np.ones(4), size) + 0.5 * np.eye(4)[true_class]
    names = np.array(["neither", "premium", "capitulation", "both"])
    ids = [f"p{number:08d}" for number in range(size)]
    stories = [f"s{number:08d}" for number in story]
    passages = pa.table(
        {
            "passage_id": ids,
            "article_id": stories,
            "story_id": stories,
            "outlet": [f"outlet {number}" for number in outlet],
            "date": np.datetime64("2020-01-06") + 7 * week,
            "p_neither": scores[:, 0],
            "p_premium": scores[:, 1],
            "p_capitulation": scores[:, 2],
            "p_both": scores[:, 3],
            "model_version": pa.array(["m"] * size),
        }
    )
    read = random.choice(size, LABELS, replace=False)
    labels = pa.table(
        {
            "passage_id": [ids[row] for row in read],
            "label": names[true_class[read]],
            "pi": np.full(LABELS, LABELS / size),
            "stratum": ["all"] * LABELS,
        }
    )
    return passages, labels


if __name__ == "__main__":
    main()
