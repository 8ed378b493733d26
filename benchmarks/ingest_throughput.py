"""Pages a second beside bare trafilatura, in one process and in two; memory over the articles.

    python benchmarks/ingest_throughput.py --data article_extraction \\
        --out benchmarks/results/ingest-throughput.json

``--data`` holds ``html/*.html.gz``. All of it in one run, the pages laid out as files: trafilatura
gives text and metadata, we give articles in shards on disk (dates, language, agencies, stories
and all). A page a second of processor time is given beside those of the clock: other work on the
machine moves it less. Memory is the peak of a process that reads so many rows of JSON lines.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from machine import describe_machine

from stanceline.batch.execution import CorpusRun
from stanceline.batch.pool import WorkerPool
from stanceline.batch.runners import Loop
from stanceline.config import load_configuration
from stanceline.ingest.reading import read_file
from stanceline.store.run_directory import RunDirectory

SENTENCE = "The cabinet met on Tuesday and agreed on the terms of the deal after a long debate. "


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--sizes", type=int, nargs=2, default=(1_000, 50_000))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--copies", type=int, default=4, help="of every page, for workers start")
    parser.add_argument("--limit", type=int, help="pages; all of them without it")
    parser.add_argument("--grow", type=int, help="read one size and print it (used by itself)")
    arguments = parser.parse_args()
    if arguments.grow:
        print(json.dumps(grow(arguments.grow)))
        return
    result = {
        **describe_machine(),
        "trafilatura_version": metadata.version("trafilatura"),
        "pages": measure_pages(
            arguments.data, arguments.rounds, limit=arguments.limit, copies=arguments.copies
        ),
        "memory": [grow_apart(size) for size in arguments.sizes],
    }
    arguments.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def measure_pages(data: Path, rounds: int, *, limit: int | None, copies: int) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for page in sorted((data / "html").glob("*.html.gz"))[:limit]:
            content = gzip.decompress(page.read_bytes())
            for copy in range(copies):
                path = Path(folder) / f"{copy}-{page.name.removesuffix('.gz')}"
                path.write_bytes(content)
                files.append(path)
        # Both load their libraries before the clock starts.
        bare_trafilatura(files[:2])
        list(read_file(files[0]))
        bare, one, two = Rates(), Rates(), Rates()
        for number in range(rounds):
            bare.measure(files, lambda: bare_trafilatura(files))
            for rates, workers in ((one, 1), (two, 2)):
                out = RunDirectory(Path(folder) / f"run-{number}-{workers}")
                rates.measure(files, lambda: ingest(files, out, workers))  # noqa: B023
    return {
        "files": len(files),
        "rounds": rounds,
        "trafilatura": bare.best(),
        "stanceline": one.best(),
        "stanceline_two_processes": two.best(),
        "ratio_one_process": round(max(one.wall) / max(bare.wall), 3),
        "ratio_one_process_cpu": round(max(one.cpu) / max(bare.cpu), 3),
        "ratio_two_processes": round(max(two.wall) / max(bare.wall), 3),
        "load_average": os.getloadavg()[0],
    }


@dataclass
class Rates:
    """Pages a second of the clock and of the processor, a round each."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def measure(self, files: list[Path], work: Callable[[], object]) -> None:
        wall, cpu = time.perf_counter(), cpu_seconds()
        work()
        self.wall.append(len(files) / (time.perf_counter() - wall))
        self.cpu.append(len(files) / (cpu_seconds() - cpu))

    def best(self) -> dict:
        return {
            "pages_a_second": round(max(self.wall), 1),
            "pages_a_cpu_second": round(max(self.cpu), 1),
        }


def cpu_seconds() -> float:
    """Return the processor time of this process and of its workers that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def bare_trafilatura(files: list[Path]) -> None:
    import trafilatura

    for path in files:
        trafilatura.bare_extraction(path.read_bytes(), with_metadata=True, include_comments=False)


def ingest(files: list[Path], run: RunDirectory, workers: int) -> None:
    configuration = load_configuration(overrides=["ingest.shard_size=10"])
    with Loop() if workers == 1 else WorkerPool(workers=workers) as runner:
        CorpusRun(run=run, configuration=configuration, runner=runner).ingest(files)


def grow_apart(size: int) -> dict:
    command = [sys.executable, __file__, "--grow", str(size)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def grow(count: int) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        with path.open("w") as handle:
            for number in range(count):
                handle.write(json.dumps({"title": f"Deal {number}", "text": SENTENCE * 30}) + "\n")
        read = sum(1 for _ in read_file(path))
    lines = Path("/proc/self/status").read_text().splitlines()
    peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return {"articles": read, "peak_mib": round(peak / 1024, 1)}


if __name__ == "__main__":
    main()
