"""Acceptance tests of the engine that look at files and processes rather than kill them."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from stanceline.batch.execution import CorpusRun
from stanceline.batch.run import run_corpus
from stanceline.batch.runners import Loop
from stanceline.batch.workbench import Workbench
from stanceline.config import Settings, load_configuration
from stanceline.store.atomic import commit_table, remove_stale
from stanceline.store.run_directory import RunDirectory
from stanceline.store.schemas import SCORES
from stanceline.store.views import connect
from stanceline.testing import KeywordFramer, ParagraphExtractor

SCORER = "a" * 32
SENTENCE = "The minister defended the deal, which keeps the plants at work and the ships in port."
READER = """
import sys, time
from pathlib import Path
from stanceline.store.run_directory import RunDirectory
from stanceline.store.views import connect
run, wrong, reads = RunDirectory(Path(sys.argv[1])), 0, 0
while not (run.root / "over").exists():
    with connect(run) as connection:
        count = connection.execute("select count(*) from scores").fetchone()[0]
    reads += 1
    wrong += count % 1000 != 0
print("\\nREAD", reads, wrong)
"""


def score_rows(count: int, first: int = 0) -> pa.Table:
    values = {
        field.name: [f"{first + n:032x}" for n in range(count)]
        if field.name in {"passage_id", "article_id"}
        else [None] * count
        for field in SCORES
    }
    for name in ("p_premium_for_security", "p_economic_capitulation", "stance"):
        values[name] = [n / count for n in range(count)]
    return pa.table(values, schema=SCORES)


def reader_during_write(folder: Path) -> dict:
    run = RunDirectory(folder)
    rows = score_rows(1000)
    run.commit("scores", rows, shard_id=f"{0:032x}", scorer=SCORER)
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    for number in range(1, 200):
        run.commit("scores", rows, shard_id=f"{number:032x}", scorer=SCORER)
        time.sleep(0.02)
    time.sleep(5)
    (folder / "over").touch()
    told, errors = reader.communicate(timeout=120)
    # DuckDB draws a bar on the same stream when a query takes long.
    found = re.search(r"READ (\d+) (\d+)", told)
    reads, wrong = map(int, found.groups()) if found else (0, -1)
    return {"passed": reads > 0 and wrong == 0 and not reader.returncode, "reads": reads,
            "torn_reads": wrong, "commits": 200, "errors": errors[-300:]}  # fmt: skip


def old_and_new_columns(folder: Path) -> dict:
    run, new = RunDirectory(folder), score_rows(3)
    run.commit("scores", new, shard_id="b" * 32, scorer=SCORER)
    old = score_rows(2, first=10).drop_columns(["first_label"])
    run.commit("scores", old, shard_id="c" * 32, scorer=SCORER)
    files = [str(path) for path in run.shards("scores")]
    with connect(run) as connection:
        seen = {"duckdb": connection.sql("select first_label from scores").fetchall()}
    import pandas as pd
    import polars as pl
    from datasets import Features, load_dataset
    from pyarrow import dataset

    seen["pandas"] = list(pd.read_parquet(files, schema=SCORES)["first_label"])
    lazy = pl.scan_parquet(files, schema=pl.from_arrow(SCORES.empty_table()).schema,
                           missing_columns="insert")  # fmt: skip
    seen["polars"] = lazy.collect()["first_label"].to_list()
    seen["pyarrow"] = dataset.dataset(files, schema=SCORES).to_table()["first_label"].to_pylist()
    loaded = load_dataset("parquet", data_files={"train": files}, split="train",
                          features=Features.from_arrow_schema(SCORES),
                          cache_dir=str(folder / "hf"))  # fmt: skip
    seen["datasets"] = list(loaded["first_label"])
    rows = {name: len(values) for name, values in seen.items()}
    return {"passed": set(rows.values()) == {5}, "rows": rows}


def import_cost(folder: Path) -> dict:
    (folder / "one.txt").write_text(f"Headline\n\n{SENTENCE}\n")
    toys = Path(__file__).with_name("engine_toys.py")
    paths = (str(toys), str(folder / "one.txt"), str(folder / "out"))
    told = subprocess.run(
        [sys.executable, *paths, "--runner", "pool"],
        capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": str(toys.parent)},
    )  # fmt: skip
    line = next(line for line in told.stdout.splitlines() if line.startswith("{"))
    needs = metadata.requires("stanceline") or []
    engines = ("ray", "dask", "pyspark")
    pulled = [need for need in needs if need.startswith(engines) and "extra" not in need]
    loaded = json.loads(line)["heavy"]
    return {"passed": not loaded and not pulled, "loaded_by_driver": loaded, "required": pulled}


def janitor(folder: Path) -> dict:
    host, dead = socket.gethostname(), 2**22 + 1
    ages = {
        f"a.parquet.{host}.{dead}.x.tmp": 7200,
        f"b.parquet.{host}.{dead}.x.tmp": 3000,
        f"c.parquet.{host}.{os.getpid()}.x.tmp": 7200,
        "d.parquet.elsewhere.1.x.tmp": 7200,
    }
    for name, age_s in ages.items():
        (folder / name).write_text("half")
        os.utime(folder / name, (time.time() - age_s,) * 2)
    remove_stale(folder)
    left = sorted(path.name[0] for path in folder.glob("*.tmp"))
    return {"passed": left == ["b", "c", "d"], "left": left}


def measure_commits(folder: Path) -> dict:
    """Return what committing a shard costs over writing the same file without syncing it."""
    rows = score_rows(10_000)
    began = time.perf_counter()
    for number in range(20):
        pq.write_table(rows, folder / f"plain{number}.parquet", compression="zstd")
    plain_s = time.perf_counter() - began
    began = time.perf_counter()
    for number in range(20):
        commit_table(rows, folder / f"c{number}.parquet", temporary_folder=folder / "_tmp")
    committed_s = time.perf_counter() - began
    return {
        "ms_a_commit": round((committed_s - plain_s) / 20 * 1000, 2),
        "ms_with_writing": round(committed_s / 20 * 1000, 2),
    }


def measure_resume(folder: Path, *, shards: int) -> dict:
    """Return the seconds that a run of so many finished shards needs to find nothing to do."""
    run = RunDirectory(folder / "run")
    with (folder / "in.jsonl").open("w") as handle:
        for number in range(shards):
            row = {"title": f"Day {number}", "text": f"{SENTENCE} {number}.", "date": "2025-07-23"}
            handle.write(json.dumps(row) + "\n")
    # One article a shard makes the most shards of the least text.
    # Of the processor beside those of the clock: other work on the machine moves the clock.
    seconds, processor = [], []
    for _ in range(3):
        bench = Workbench(Settings(), make_extractor=lambda _: ParagraphExtractor(),
                          make_framer=lambda _: KeywordFramer())  # fmt: skip
        execution = CorpusRun(
            run=run,
            configuration=load_configuration(overrides=["ingest.shard_size=1"]),
            runner=Loop(bench),
        )
        began, began_cpu = time.perf_counter(), time.process_time()
        run_corpus([folder / "in.jsonl"], execution)
        seconds.append(round(time.perf_counter() - began, 2))
        processor.append(round(time.process_time() - began_cpu, 3))
    shutil.rmtree(run.root)
    return {
        "shards": shards,
        "first_s": seconds[0],
        "resume_s": min(seconds[1:]),
        "resume_cpu_s": min(processor[1:]),
    }


CHECKS = {
    14: ("a reader while shards are committed", reader_during_write),
    15: ("files of two schema versions side by side", old_and_new_columns),
    16: ("no engine is imported or pulled in unasked", import_cost),
    18: ("the janitor spares what may be alive", janitor),
}
