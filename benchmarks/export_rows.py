"""Export a million score rows in every format: seconds, bytes, peak memory at two sizes.

python benchmarks/export_rows.py --out benchmarks/results/export-rows.json
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow as pa
from machine import describe_machine

from stanceline.export.citation import Credits
from stanceline.export.dataset import FORMATS, Export, export_run
from stanceline.store.run_directory import RunDirectory, open_run
from stanceline.store.schemas import SCORES

SCORER = "bench"
ROWS_IN_SHARD = 50_000
SIZES = {250_000: FORMATS, 1_000_000: FORMATS, 4_000_000: ("parquet",)}


def make_run(root: Path, rows: int) -> RunDirectory:
    """Write a finished run with this many scores, in the schema of a real one."""
    run, random = RunDirectory(root), np.random.default_rng(0)
    for shard in range(rows // ROWS_IN_SHARD):
        heads = random.uniform(size=(2, ROWS_IN_SHARD))
        ids = [random.bytes(16).hex() for _ in range(ROWS_IN_SHARD)]
        columns = {
            "passage_id": ids,
            "article_id": [ids[i - i % 20] for i in range(ROWS_IN_SHARD)],
            "p_premium_for_security": heads[0],
            "p_economic_capitulation": heads[1],
            "p_neither": (1 - heads[0]) * (1 - heads[1]),
            "p_premium": heads[0] * (1 - heads[1]),
            "p_capitulation": heads[1] * (1 - heads[0]),
            "p_both": heads[0] * heads[1],
            "label": random.choice(["neither", "both", "premium_for_security"], ROWS_IN_SHARD),
            "stance": heads[0] - heads[1],
            "tokens": random.integers(20, 200, ROWS_IN_SHARD),
            "tokens_read": random.integers(20, 200, ROWS_IN_SHARD),
            "model": ["bench"] * ROWS_IN_SHARD,
            "model_sha256": ["0" * 64] * ROWS_IN_SHARD,
        }
        nothing = [None] * ROWS_IN_SHARD
        arrays = [pa.array(columns.get(field.name, nothing), field.type) for field in SCORES]
        table = pa.Table.from_arrays(arrays, schema=SCORES)
        run.commit("scores", table, shard_id=f"{shard:032x}", scorer=SCORER)
    run.write_json(run.manifest, {"model": {"fingerprint": SCORER}, "version": "bench"})
    return run


def export_once(root: Path, format_: str) -> dict[str, float]:
    """Export in this process; say how long it took and how much memory at most."""
    export = Export(
        format=format_, descriptions={}, credits=Credits(title="Bench"), tables=("scores",)
    )
    began, cpu = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory(dir=root.parent) as folder:
        export_run(open_run(root), export, Path(folder) / "out")
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "megabytes": round(size / 1e6, 1),
        "peak_mib": round(peak),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(export_once(Path(arguments.one[0]), arguments.one[1])))
        return
    results: dict[str, dict[str, object]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for rows, formats in SIZES.items():
            root = make_run(Path(scratch) / str(rows), rows).root
            for format_ in formats:
                command = [sys.executable, __file__, "--out", "-", "--one", str(root), format_]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                results.setdefault(format_, {})[str(rows)] = json.loads(
                    done.stdout.splitlines()[-1]
                )
                print(format_, rows, results[format_][str(rows)])
    versions = {name: version(name) for name in ("pyarrow", "duckdb", "mlcroissant")}
    content = {
        "machine": describe_machine(),
        "versions": versions,
        "n": list(SIZES),
        "formats": results,
    }
    arguments.out.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
