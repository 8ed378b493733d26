"""A run of the toy pipeline as a process to be killed, and what it leaves behind."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

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
