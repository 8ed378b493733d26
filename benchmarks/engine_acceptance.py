"""The twenty acceptance tests of the batch engine, on the real pipeline code with stand-in models.

    python benchmarks/engine_acceptance.py --out benchmarks/results/engine-acceptance.json

``--only 1 5`` does some; results of the others are kept. ``--kills`` is for the first
(50; rounds of several ``--seed`` add up).
Tests 5, 8, 9 and 10 need ``stanceline[ray]`` and are marked as skipped without it.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from engine_checks import CHECKS, measure_commits, measure_resume
from machine import describe_machine

from stanceline.batch.quarantine import read_quarantine
from stanceline.store.run_directory import RunDirectory, read_shard

TOYS = Path(__file__).with_name("engine_toys.py")
# What tells the time, or is history.
_TOLD = {"manifest.json", "run.lock", "plan.lock"}
_FOLDERS = {"journal", "cache", "attempts", "_tmp"}
SENTENCE = "The minister defended the deal, which keeps the plants at work and the ships in port."


def write_corpus(path: Path, count: int, *, more: tuple[str, ...] = ()) -> Path:
    """Write articles of two paragraphs as JSON lines."""
    texts = [f"{SENTENCE} It was day {n}.\n\nCritics called it a surrender." for n in range(count)]
    with path.open("w") as handle:
        for number, text in enumerate([*texts, *more]):
            row = {"title": f"Talks, day {number}", "text": text, "date": "2025-07-23"}
            handle.write(json.dumps(row | {"outlet": f"Ledger {number % 7}"}) + "\n")
    return path


def start(inputs: Path, out: Path, *options: str, **environment: str) -> subprocess.Popen[str]:
    # Attempts at a local Ray must not turn on tokens for the machine's later clusters.
    variables = os.environ | {"RAY_AUTH_MODE": "disabled"} | environment
    variables |= {"PYTHONPATH": str(TOYS.parent), "TOY_RUN": str(out)}
    return subprocess.Popen(
        [
            sys.executable,
            str(TOYS),
            str(inputs),
            str(out),
            "--set",
            "ingest.shard_size=5",
            *options,
        ],
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=variables,
    )


def finish(inputs: Path, out: Path, *options: str, **environment: str) -> dict[str, Any]:
    process = start(inputs, out, *options, **environment)
    told, errors = process.communicate(timeout=560)
    line = next((line for line in told.splitlines() if line.startswith("{")), "{}")
    return json.loads(line) | {"rc": process.returncode, "errors": errors[-600:]}


def digests(out: Path) -> dict[str, str]:
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
        and path.name not in _TOLD
        and not _FOLDERS.intersection(path.relative_to(out).parts)
    }


def count_rows(out: Path) -> dict[str, int]:
    """Count rows and distinct keys of the scores; a file that cannot be opened is counted too."""
    keys, corrupt = [], 0
    for path in RunDirectory(out).shards("scores"):
        try:
            keys += read_shard(path)["passage_id"].to_pylist()
        except Exception:  # noqa: BLE001 - whatever is wrong with a file, it is corrupt
            corrupt += 1
    return {"rows": len(keys), "distinct": len(set(keys)), "corrupt": corrupt}


def processes_of(driver: int) -> list[int]:
    """List a driver and its workers, those that have begun to work on shards."""
    children = Path(f"/proc/{driver}/task/{driver}/children")
    try:
        found = [int(child) for child in children.read_text().split()]
        names = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in found}
    except OSError:
        return [driver]
    return [driver, *(pid for pid, name in names.items() if b"spawn_main" in name)]


def kill_at_random(
    inputs: Path, out: Path, moments: random.Random, kills: int, *options: str, **environment: str
) -> dict:
    """Kill one process of the run, driver or worker, again and again; then let it finish."""
    killed, process = {"driver": 0, "worker": 0}, None
    while sum(killed.values()) < kills:
        if process is None or process.poll() is not None:
            if process is not None and process.returncode == 0:
                break
            process = start(inputs, out, *options, **environment)
            process.stdout.readline()
        time.sleep(moments.uniform(0.1, 2.5))
        chosen = moments.choice(processes_of(process.pid))
        if process.poll() is not None:
            continue
        with contextlib.suppress(ProcessLookupError):
            os.kill(chosen, signal.SIGKILL)
            killed["driver" if chosen == process.pid else "worker"] += 1
        if chosen == process.pid:
            process.communicate()
            process = None
    if process is not None:
        process.communicate()
    return {"killed": killed, "last": finish(inputs, out, *options, **environment)["rc"]}


def random_kills(folder: Path, *, kills: int, seed: int, runner: str) -> dict:
    inputs = write_corpus(folder / "in.jsonl", 8 * kills)
    options = ("--runner", runner, "--workers", "2")
    finish(inputs, folder / "unbroken", "--runner", "loop")
    moments = random.Random(seed)
    found = kill_at_random(inputs, folder / "broken", moments, kills, *options, TOY_PACE_S="0.12")
    rows = count_rows(folder / "broken")
    same = digests(folder / "unbroken") == digests(folder / "broken")
    marks = len(read_quarantine(RunDirectory(folder / "broken")))
    enough = sum(found["killed"].values()) >= kills
    is_whole = rows["rows"] == rows["distinct"] == count_rows(folder / "unbroken")["rows"]
    passed = same and is_whole and not rows["corrupt"] and not marks and enough
    return {"passed": passed, "runner": runner, **found, **rows, "identical": same,
            "quarantined": marks}  # fmt: skip


def control(folder: Path) -> dict:
    inputs = write_corpus(folder / "in.jsonl", 100)
    corrupt, random_moments = 0, random.Random(1)
    for number in range(12):
        process = start(inputs, folder / f"run{number}", "--in-place", TOY_PACE_S="0.001")
        while not list((folder / f"run{number}").rglob("*.parquet")):
            time.sleep(0.01)
        time.sleep(random_moments.uniform(0, 0.5))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        for path in (folder / f"run{number}").rglob("*.parquet"):
            try:
                read_shard(path)
            except Exception:  # noqa: BLE001 - whatever is wrong with a file, it is corrupt
                corrupt += 1
    return {"passed": corrupt > 0, "kills": 12, "corrupt_files": corrupt}


def scored_again(
    folder: Path, change: Callable[[Path], object], *options: str, **more: str
) -> dict:
    """Run, change something, run again; say which articles were scored again."""
    inputs, out, log = folder / "in.jsonl", folder / "out", folder / "log"
    write_corpus(inputs, 40)
    finish(inputs, out)
    before = digests(out)
    change(out)
    log.write_text("")
    again = finish(inputs, out, *options, TOY_LOG=str(log), **more)
    scored = log.read_text().split()
    return {
        "rc": again["rc"],
        "scored": len(scored),
        "restored": before == digests(out),
        "kept": all(digests(out).get(name) == digest for name, digest in before.items()
                    if name.startswith("scores/")),
    }  # fmt: skip


def lost_journal(folder: Path) -> dict:
    found = scored_again(folder, lambda out: [shutil.rmtree(out / n) for n in ("journal", "cache")])
    return {"passed": found["rc"] == 0 and not found["scored"] and found["restored"], **found}


def lost_shard(folder: Path) -> dict:
    found = scored_again(folder, lambda out: RunDirectory(out).shards("scores")[0].unlink())
    return {"passed": found["rc"] == 0 and found["scored"] == 5 and found["restored"], **found}


def worker_killed(folder: Path) -> dict:
    inputs, found = write_corpus(folder / "in.jsonl", 60), {}
    finish(inputs, folder / "plain")
    for runner, name in (("pool", b"spawn_main"), ("ray", b"ray::ShardActor")):
        if runner == "ray" and not find_spec("ray"):
            continue
        process = start(inputs, folder / runner, "--runner", runner, TOY_PACE_S="0.3")
        victim = wait_for_worker(name, folder / runner)
        os.kill(victim, signal.SIGKILL)
        process.communicate(timeout=300)
        found[runner] = {
            "rc": process.returncode,
            "identical": digests(folder / runner) == digests(folder / "plain"),
        }
    return {"passed": all(one["rc"] == 0 and one["identical"] for one in found.values()), **found}


def wait_for_worker(name: bytes, out: Path) -> int:
    """Wait until shards are being scored and return a worker's process id."""
    mark = f"TOY_RUN={out}\0".encode()
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        time.sleep(0.2)
        if not list(out.glob("scores/**/*.parquet")):
            continue
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                is_ours = mark in (entry / "environ").read_bytes()
                if is_ours and name in (entry / "cmdline").read_bytes():
                    return int(entry.name)
    raise TimeoutError("no worker began")


def poison(folder: Path) -> dict:
    inputs = write_corpus(folder / "in.jsonl", 40, more=(f"{SENTENCE} This kills its worker.",))
    began = time.perf_counter()
    found = finish(inputs, folder / "out", "--runner", "pool")
    rows = read_shard(folder / "out" / "rejected.parquet").to_pylist()
    crashes = [row for row in rows if row["error"] == "crash"]
    passed = found["rc"] == 3 and len(crashes) == 1 and found["counts"]["articles"] == 41
    passed = passed and count_rows(folder / "out")["rows"] == 3 * 40
    return {"passed": passed, "rc": found["rc"], "seconds": round(time.perf_counter() - began, 1),
            "rejected": [row["message"] for row in crashes]}  # fmt: skip


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


def cut_anew(folder: Path) -> dict:
    inputs, out, log = folder / "in.jsonl", folder / "out", folder / "log"
    write_corpus(inputs, 80)
    log.write_text("")
    process = start(inputs, out, TOY_PACE_S="0.05", TOY_LOG=str(log))
    while len(log.read_text().split()) < 40:
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    committed = len(RunDirectory(out).shards("scores")) * 5
    options = ("--runner", "pool", "--workers", "3", "--set", "ingest.shard_size=11")
    found = finish(inputs, out, *options, TOY_LOG=str(log))
    scored = log.read_text().split()
    # What was scored and not committed when the run was killed is scored once more.
    passed = found["rc"] == 0 and len(set(scored)) == 80 and len(scored) <= 80 + 5
    return {"passed": passed, "committed": committed, "scored": len(scored)}


def changed_model(folder: Path) -> dict:
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    model = scored_again(folder / "a", lambda _: None, TOY_MODEL="another")
    batch = scored_again(folder / "b", lambda _: None, "--set", "frame.batch_tokens=64")
    passed = model["scored"] == 40 and model["kept"] and batch["scored"] == 0
    return {"passed": passed, "model": model, "batch_size": batch}


def same_article_twice(folder: Path) -> dict:
    (folder / "in").mkdir()
    write_corpus(folder / "in" / "a.jsonl", 7)
    write_corpus(folder / "in" / "b.jsonl", 9)
    found = finish(folder / "in", folder / "out", "--runner", "pool")
    rows = count_rows(folder / "out")
    passed = found["counts"]["articles"] == 9 and rows["rows"] == rows["distinct"] == 27
    return {"passed": passed, **found["counts"], **rows}


def disk_full(folder: Path) -> dict:
    inputs, disk = write_corpus(folder / "in.jsonl", 60), folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=120k", "none", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        return {"passed": None, "skipped": "a small disk cannot be mounted here"}
    try:
        full = finish(inputs, disk / "out", "--runner", "pool")
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        again = finish(inputs, disk / "out", "--runner", "pool")
        finish(inputs, folder / "plain")
        same = digests(disk / "out") == digests(folder / "plain")
    finally:
        subprocess.run(["umount", str(disk)], check=False)
    is_said = full["rc"] == 2 and "No space left" in full["errors"]
    return {"passed": is_said and again["rc"] == 0 and same, "message": full["errors"][-200:],
            "rc": [full["rc"], again["rc"]], "identical": same}  # fmt: skip


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


def node_lost(folder: Path) -> dict:
    """Three nodes on this machine; one is killed while it works."""
    inputs = write_corpus(folder / "in.jsonl", 120)
    finish(inputs, folder / "plain")
    script = Path(__file__).with_name("engine_cluster.py")
    command = [sys.executable, str(script), str(inputs), str(folder / "out")]
    told = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=560,
        env=os.environ | {"RAY_AUTH_MODE": "disabled", "PYTHONPATH": str(TOYS.parent)},
    )  # fmt: skip
    same = digests(folder / "out") == digests(folder / "plain")
    line = next((line for line in told.stdout.splitlines() if line.startswith("{")), "{}")
    passed = told.returncode == 0 and same
    return {
        "passed": passed,
        "identical": same,
        **json.loads(line),
        "errors": told.stderr[-300:] * (not passed),
    }


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
