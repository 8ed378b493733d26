"""The acceptance test of the series (docs/methods.md): S1 to S11 and the mutations, measured.

python benchmarks/series_acceptance.py --out benchmarks/results/series-acceptance.json

Every scenario is measured once and kept beside the result in a .parts folder, so that a run that
was stopped goes on where it was; --fresh begins again.
"""

from __future__ import annotations

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.metadata import version
from pathlib import Path

from machine import describe_machine
from result_file import write_result
from result_parts import Parts
from series_breaks import measure_breaks
from series_limits import judge, judge_mutations
from series_mutations import MUTATIONS

from stanceline.series.simulator import SCENARIOS
from stanceline.series.trials import Trial, estimate, run_trial, summarise

FIRST_SEED = 90_000
# Scenarios a mutation is run on: those in which its row of the table can fail.
MUTATED_ON = {
    "passages as clusters": ("A",),
    "classifier error dropped": ("A3", "B"),
    "1/pi ignored": ("A",),
    "drift term off": ("B",),
    "1/k ignored": ("S",),
}


def main() -> None:
    """Measure, judge, write; exit with 1 when a line of the table fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--series", type=int, default=300, help="series a scenario")
    parser.add_argument("--mutated", type=int, default=100, help="series a mutation")
    parser.add_argument("--minutes", type=float, help="begin nothing new after so many")
    parser.add_argument("--fresh", action="store_true")
    options = parser.parse_args()
    parts = Parts.beside(options.out, minutes=options.minutes)
    if options.fresh:
        parts.clear()
    os.nice(10)
    with ProcessPoolExecutor(max_workers=2) as pool:
        scenarios = {
            name: parts.keep(name, options.series, partial(_measure, pool, name))
            for name in SCENARIOS
        }
        scenarios["S, copies counted"] = parts.keep(
            "S, copies counted", options.series, partial(_measure, pool, "S", every_copy=True)
        )
        mutations = {
            f"{mutation} on {name}": parts.keep(
                f"{mutation} on {name}",
                options.mutated,
                partial(_measure, pool, name, mutation=mutation),
            )
            for mutation, names in MUTATED_ON.items()
            for name in names
        }
        breaks = parts.keep("breaks", options.series, partial(measure_breaks, pool))
    rows = judge(scenarios, breaks)
    caught = judge_mutations(mutations, scenarios)
    result = {
        "acceptance": rows,
        "mutations_caught_by": caught,
        "scenarios": scenarios,
        "mutations": mutations,
        "breaks": breaks,
        "series_a_scenario": options.series,
        "series_a_mutation": options.mutated,
        "first_seed": FIRST_SEED,
        "versions": {
            name: version(name) for name in ("stanceline", "numpy", "scipy", "ruptures", "pandas")
        },
        "machine": describe_machine(),
    }
    write_result(options.out, result)
    _print(rows, caught)
    if not all(row["passed"] for row in rows) or not all(caught.values()):
        raise SystemExit(1)


def _measure(pool, name: str, series: int, *, mutation: str = "", every_copy: bool = False) -> dict:
    seeds = range(FIRST_SEED, FIRST_SEED + series)
    work = partial(_trial, name, mutation, every_copy=every_copy)
    return summarise(list(pool.map(work, seeds, chunksize=5)))


def _trial(name: str, mutation: str, seed: int, *, every_copy: bool) -> Trial:
    estimator = MUTATIONS[mutation] if mutation else estimate
    if every_copy:
        estimator = partial(estimate, weights="exposure")
    return run_trial(SCENARIOS[name], seed, estimator)


def _print(rows, caught) -> None:
    for row in rows:
        mark = "ok  " if row["passed"] else "FAIL"
        print(f"{mark} {row['id']:4} {row['what']:48} {row['required']:>12} {row['measured']:.3f}")
    for mutation, lines in caught.items():
        print(
            f"{'ok  ' if lines else 'FAIL'} M1   {mutation}: fails {', '.join(lines) or 'nothing'}"
        )


if __name__ == "__main__":
    main()
