"""Acceptance tests of the engine in which several runners, runs or tasks do the same work."""

from __future__ import annotations

import os
import time
from importlib.util import find_spec
from pathlib import Path

from engine_process import digests, finish, start, write_corpus


def two_at_once(folder: Path) -> dict:
    inputs = write_corpus(folder / "in.jsonl", 40)
    finish(inputs, folder / "plain")
    first = start(inputs, folder / "one", TOY_PACE_S="0.2")
    first.stdout.readline()
    time.sleep(2)
    second = finish(inputs, folder / "one")
    first.communicate()
    racers = [start(inputs, folder / "raced", "--no-lock", TOY_PACE_S="0.02") for _ in range(2)]
    codes = [racer.communicate() and racer.returncode for racer in racers]
    # Two that race may trip over each other's cleaning; the rows must be right all the same.
    finish(inputs, folder / "raced")
    is_named = second["rc"] == 2 and "run.lock" in second["errors"]
    same = digests(folder / "raced") == digests(folder / "plain")
    return {"passed": is_named and same, "second": second["rc"], "raced": codes, "identical": same}


def runners_agree(folder: Path) -> dict:
    inputs, kinds = write_corpus(folder / "in.jsonl", 60), ["loop", "pool"]
    kinds += ["ray"] if find_spec("ray") else []
    codes = {kind: finish(inputs, folder / kind, "--runner", kind)["rc"] for kind in kinds}
    same = all(digests(folder / kind) == digests(folder / "loop") for kind in kinds)
    return {"passed": same and set(codes.values()) == {0}, "rc": codes, "identical": same}


def all_cpus(folder: Path) -> dict:
    inputs = write_corpus(folder / "in.jsonl", 60)
    found = finish(inputs, folder / "out", "--runner", "ray", "--workers", str(os.cpu_count()))
    return {"passed": found["rc"] == 0, "rc": found["rc"], "actors": os.cpu_count()}


def slices(folder: Path) -> dict:
    inputs = write_corpus(folder / "in.jsonl", 80)
    finish(inputs, folder / "whole")
    tasks = [start(inputs, folder / "sliced", "--shards", f"{n}/4") for n in (1, 2, 3, 4)]
    codes = [task.communicate() and task.returncode for task in tasks]
    log = folder / "log"
    log.write_text("")
    found = finish(inputs, folder / "sliced", TOY_LOG=str(log))
    same = digests(folder / "sliced") == digests(folder / "whole")
    passed = same and codes == [0] * 4 and found["rc"] == 0 and not log.read_text()
    return {"passed": passed, "rc": [*codes, found["rc"]], "identical": same}
