"""How time and memory grow with a corpus: one run a size, each in a process of its own.

    python benchmarks/scale.py --sizes 10000 100000 --out benchmarks/results/scale.json

The corpus is the sample corpus multiplied (``multiplied.py``). Reading, stories, shards, tables,
relevance and the series are the real ones; so that a hundred thousand articles take minutes,
paragraphs stand for parsed passages and a word for the model. ``--real`` runs the real stages.
Sizes that the file of results already holds are kept: a stopped run goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import describe_machine
from multiplied import write_files

from stanceline.batch.execution import CorpusRun
from stanceline.batch.run import run_corpus
from stanceline.config import load_configuration
from stanceline.registry import make_reusing_framer, make_selective_extractor, select
from stanceline.store.run_directory import RunDirectory
from stanceline.testing import KeywordFramer, ParagraphExtractor


def main() -> None:
    """Measure every size and write the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--shard-size", type=int, default=500)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--one", type=int, help="run one size and print it (used by itself)")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(run_size(options.one, real=options.real, shard_size=options.shard_size)))
        return
    key = "real" if options.real else "stand-ins"
    result = json.loads(options.out.read_text("utf-8")) if options.out.exists() else {}
    rows = {row["articles"]: row for row in result.get(key, [])}
    for size in options.sizes:
        rows[size] = rows.get(size) or run_apart(size, options)
        result |= {key: [rows[size] for size in sorted(rows)], "machine": describe_machine()}
        options.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
        print(json.dumps(rows[size]), flush=True)


def run_apart(size: int, options: argparse.Namespace) -> dict:
    """Run one size in a fresh process."""
    command = [sys.executable, __file__, "--one", str(size), "--out", str(options.out)]
    command += ["--shard-size", str(options.shard_size), *(["--real"] if options.real else [])]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def run_size(size: int, *, real: bool, shard_size: int) -> dict:
    """Run over ``size`` articles: seconds of clock and processor, and memory at its highest."""
    with tempfile.TemporaryDirectory() as scratch:
        corpus, out = Path(scratch) / "corpus", Path(scratch) / "run"
        write_files(corpus, size)
        configuration = load_configuration(overrides=[f"ingest.shard_size={shard_size}"])
        execution = CorpusRun(run=RunDirectory(out), configuration=configuration)
        wall, cpu = time.perf_counter(), cpu_seconds()
        manifest = run_corpus([corpus], execution, **(make_real() if real else make_stand_ins()))
        wall, cpu = time.perf_counter() - wall, cpu_seconds() - cpu
        again = cpu_seconds()
        run_corpus([corpus], execution, **(make_real() if real else make_stand_ins()))
        again = cpu_seconds() - again
        files = [path for path in out.rglob("*") if path.is_file()]
        return {
            "articles": size,
            "wall_s": round(wall, 2),
            "cpu_s": round(cpu, 2),
            "cpu_ms_an_article": round(cpu / size * 1000, 3),
            "second_run_cpu_share": round(again / cpu, 4),
            "stages_wall_s": manifest["timings_s"],
            "passages": manifest["counts"]["passages"],
            "stories": manifest["counts"]["stories"],
            "off_subject": manifest["relevance"]["articles_off_subject"],
            "peak_mib": peak_mib(),
            "disk_kib_an_article": round(sum(f.stat().st_size for f in files) / 1024 / size, 2),
            "load_average": os.getloadavg()[0],
        }


def make_stand_ins() -> dict:
    """Return stages that cost next to nothing; relevance is the real one."""
    return {
        "make_extractor": lambda settings: select(ParagraphExtractor(), settings),
        "make_framer": lambda _settings: KeywordFramer(),
    }


def make_real() -> dict:
    """Return the stages of the settings."""
    return {"make_extractor": make_selective_extractor, "make_framer": make_reusing_framer}


def cpu_seconds() -> float:
    """Return the processor time of this process and of its workers that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def peak_mib() -> float:
    """Return the memory that this process held at its highest."""
    lines = Path("/proc/self/status").read_text().splitlines()
    kib = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return round(kib / 1024, 1)


if __name__ == "__main__":
    main()
