"""Acceptance tests of the engine in which processes, nodes and disks end."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from engine_process import SENTENCE, TOYS, count_rows, digests, finish, start, write_corpus

from stanceline.batch.quarantine import read_quarantine
from stanceline.store.run_directory import RunDirectory, read_shard


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
