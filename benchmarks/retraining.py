"""How long 600 labels take from a table to a model directory, and whether twice is the same.

    python benchmarks/retraining.py --out benchmarks/results/retraining.json

The rows are drawn from our written corpus; the deal and batch stand for the story. Wall seconds
are those of the whole command on the machine as it was; processor seconds are given beside.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import describe_machine

from stanceline.store.provenance import package_versions
from stanceline.train.labelled import read_written

HOME = Path(__file__).parents[1]


def main() -> None:
    """Write the table, train once or twice, write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=600)
    parser.add_argument("--base", default="minilm")
    parser.add_argument("--times", type=int, default=2, help="2 compares the digests")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        table = write_table(Path(scratch) / "labels.csv", options.rows)
        runs = [
            train(table, Path(scratch) / str(time) / "mine", options.base)
            for time in range(options.times)
        ]
    result = {
        "rows": options.rows,
        "base": options.base,
        "runs": [{key: run[key] for key in ("wall_s", "cpu_s", "load", "sha256")} for run in runs],
        "same_digest": len({run["sha256"] for run in runs}) == 1,
        "table": runs[0]["table"],
        "learning_curve": runs[0]["learning_curve"],
        "calibration_error": runs[0]["calibration_error"],
        "epochs": runs[0]["epochs"],
        "packages": package_versions(),
        "machine": describe_machine(),
    }
    options.out.write_text(json.dumps(result, indent=2, sort_keys=True) + "\n")
    print(json.dumps(result["runs"], indent=2), result["same_digest"])


def write_table(path: Path, rows: int) -> Path:
    """Draw rows of the written corpus into a CSV file."""
    passages = read_written(HOME / "corpora" / "deal-frames" / "passages")
    drawn = random.Random(0).sample(passages, rows)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["text", "label", "story"])
        writer.writerows([p.text, p.label, p.group] for p in drawn)
    return path


def train(table: Path, out: Path, base: str) -> dict[str, object]:
    """Run the command; return its facts with seconds and the digest of the weights."""
    codebook = HOME / "corpora" / "deal-frames" / "codebook.toml"
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    out.parent.mkdir()
    command = ["train", "--codebook", codebook, "--data", table, "--base", base, "--out", out]
    answer = subprocess.run(
        [sys.executable, "-m", "stanceline.cli.main", *map(str, command), "--json"],
        check=True,
        stdout=subprocess.PIPE,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(answer.stdout) | {
        "wall_s": round(time.perf_counter() - began, 1),
        "cpu_s": round(cpu, 1),
        "load": round(os.getloadavg()[0], 1),
        "sha256": hashlib.sha256((out / "model.safetensors").read_bytes()).hexdigest(),
    }


if __name__ == "__main__":
    main()
