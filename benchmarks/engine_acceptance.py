"""The twenty acceptance tests of the batch engine, on the real pipeline code with stand-in models.

    python benchmarks/engine_acceptance.py --out benchmarks/results/engine-acceptance.json

``--only 1 5`` does some; results of the others are kept. ``--kills`` is for the first
(50; rounds of several ``--seed`` add up).
Tests 5, 8, 9 and 10 need ``stanceline[ray]`` and are marked as skipped without it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from engine_checks import CHECKS, measure_commits, measure_resume
from engine_company import all_cpus, runners_agree, slices, two_at_once
from engine_deaths import control, disk_full, node_lost, poison, random_kills, worker_killed
from engine_repeats import changed_model, cut_anew, lost_journal, lost_shard, same_article_twice
from machine import describe_machine


def speed_floor(folder: Path, *, shards: int) -> dict:
    """Two seconds for ten thousand shards; fewer have their part of it and the start."""
    commits, resume = measure_commits(folder), measure_resume(folder, shards=shards)
    limit_s = 2 * shards / 10_000
    passed = commits["ms_a_commit"] <= 20 and resume["resume_cpu_s"] <= limit_s
    return {"passed": passed, **commits, **resume}


TESTS: dict[int, tuple[str, Callable[..., dict]]] = {
    1: ("kill -9 of random processes", random_kills),
    2: ("control: a writer in place leaves corrupt files", control),
    3: ("journal and cache deleted: nothing scored again", lost_journal),
    4: ("a shard of scores deleted: it alone is scored again", lost_shard),
    5: ("a worker killed: the same run completes", worker_killed),
    6: ("an article that kills its worker is left out and said", poison),
    7: ("two runs at once", two_at_once),
    8: ("a node of three lost", node_lost),
    9: ("runners give the same bytes", runners_agree),
    10: ("actors on all CPUs finish", all_cpus),
    11: ("resumed with other workers and shard size", cut_anew),
    12: ("another model scores again, another batch size does not", changed_model),
    13: ("the same article in two inputs", same_article_twice),
    **CHECKS,
    17: ("disk full: said, and the rerun completes", disk_full),
    19: ("slices and a finish equal one run", slices),
    20: ("speed floor", speed_floor),
}
NEED_RAY = {8, 10}


def add_round(before: dict, found: dict, *, seed: int) -> dict:
    """Add a round of kills to those of other seeds: fifty can be had in pieces."""
    rounds = before.get("rounds", {}) | {f"{found['runner']}-{seed}": found}
    kills = sum(sum(one["killed"].values()) for one in rounds.values())
    passed = all(one["passed"] for one in rounds.values())
    return {"passed": passed, "kills": kills, "rounds": rounds}


def write_result(result: dict, out: Path) -> None:
    result["machine"] = describe_machine()
    result["passed"] = sum(one["passed"] is True for one in result["tests"].values())
    out.write_text(json.dumps(result, indent=2, sort_keys=True) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", type=int, nargs="*", default=sorted(TESTS))
    parser.add_argument("--take", type=Path, nargs="*", default=[], help="results of pieces")
    parser.add_argument("--forget", type=int, nargs="*", default=[], help="results out of date")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--kill-runner", choices=["pool", "loop"], default="pool")
    parser.add_argument("--seed", type=int, default=20250723)
    parser.add_argument("--resume-shards", type=int, default=10_000)
    chosen = parser.parse_args()
    result = json.loads(chosen.out.read_text()) if chosen.out.exists() else {"tests": {}}
    for piece in chosen.take:
        result |= {"tests": result["tests"] | json.loads(piece.read_text())["tests"]}
    for number in chosen.forget:
        result["tests"].pop(str(number), None)
    options = {
        1: {"kills": chosen.kills, "seed": chosen.seed, "runner": chosen.kill_runner},
        20: {"shards": chosen.resume_shards},
    }
    for number in chosen.only:
        name, test = TESTS[number]
        began = time.perf_counter()
        if number in NEED_RAY and not find_spec("ray"):
            found = {"passed": None, "skipped": "ray is not installed"}
        else:
            with tempfile.TemporaryDirectory() as folder:
                found = test(Path(folder), **options.get(number, {}))
        seconds = round(time.perf_counter() - began, 1)
        if number == 1:
            found = add_round(result["tests"].get("1", {}), found, seed=chosen.seed)
        result["tests"][str(number)] = {"name": name, **found, "wall_s": seconds}
        print(number, name, json.dumps(found), flush=True)
        write_result(result, chosen.out)
    write_result(result, chosen.out)


if __name__ == "__main__":
    main()
