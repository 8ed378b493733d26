"""What workers, Ray and a second run cost, with the real models.

    python benchmarks/engine_speed.py --corpus corpora/sample-news/articles \\
        --out benchmarks/results/engine-speed.json

One run after the other over the same articles as text files: one worker, two workers, two actors
of Ray; then the second run on the unchanged corpus, and one with a hundredth more. Seconds of the
clock and of the processor, for other work on the machine moves the clock. The rate of the workers
leaves out what comes before and after the shards.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from machine import describe_machine

from stanceline.ingest.files import find_files
from stanceline.ingest.reading import read_file
from stanceline.records import Article


def write_texts(corpus: Path, folder: Path, *, count: int, first: int = 0) -> None:
    """Write ``count`` articles as text files; copies of one differ in title and day number."""
    found = [a for path in find_files([corpus]) for a in read_file(path) if isinstance(a, Article)]
    english = [article for article in found if article.language == "en"]
    folder.mkdir(exist_ok=True)
    for number in range(first, first + count):
        article = english[number % len(english)]
        day = f"{1 + number % 28} July 2025"
        body = article.text.removeprefix(article.title).strip()
        head = f"{article.title} ({number})\n\nOutlet: {article.outlet}\nPublished: {day}"
        # Another first word a sentence makes another text: nothing is reused between copies.
        (folder / f"{number:06d}.txt").write_text(f"{head}\n\nDay {number}. {body}\n")


def run(inputs: Path, out: Path, *options: str) -> dict:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    told = subprocess.run(
        [sys.executable, "-m", "stanceline.cli.main", "run", str(inputs), "-o", str(out),
         "--json", "--set", "ingest.shard_size=10", *options],
        capture_output=True, text=True, check=False, env=os.environ | {"RAY_AUTH_MODE": "disabled"},
    )  # fmt: skip
    wall_s, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if told.returncode:
        raise SystemExit(told.stderr[-2000:])
    manifest = json.loads(told.stdout)
    events = [json.loads(line) for line in told.stderr.splitlines() if line.startswith("{")]
    shards = [event for event in events if event["event"] == "shard"]
    work = [one for one in shards if one["stage"] in {"extract", "score"}]
    memory: dict[str, int] = {}
    for one in shards:
        memory[one["worker"]] = max(memory.get(one["worker"], 0), one["memory_mb"])
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "wall_s": round(wall_s, 2),
        "cpu_s": round(cpu_s, 2),
        "articles": manifest["counts"]["articles"],
        "work_s": manifest["timings_s"].get("extract+score"),
        "shard_s": round(sum(one["seconds"] for one in work), 2),
        "shards_worked_on": len(work),
        "memory_mb": sorted(memory.values()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("corpora/sample-news/articles"))
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--model", default="deal-frames-small")
    parser.add_argument("--steps", nargs="*", default=["one", "two", "ray", "again", "grown"])
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    model, found = ("--set", f"frame.model={chosen.model}"), {}
    with tempfile.TemporaryDirectory() as folder:
        inputs, runs = Path(folder) / "in", Path(folder)
        write_texts(chosen.corpus, inputs, count=chosen.articles)
        # The first of all fills the caches of the file system.
        write_texts(chosen.corpus, runs / "warm", count=10)
        run(runs / "warm", runs / "out-warm", "--workers", "1", *model)
        two = ("--workers", "2", *model)
        if "one" in chosen.steps:
            found["one"] = run(inputs, runs / "out1", "--workers", "1", *model)
        found["two"] = run(inputs, runs / "out2", *two)
        if "ray" in chosen.steps and find_spec("ray"):
            found["ray"] = run(inputs, runs / "out-ray", "--engine", "ray", *two)
        if "again" in chosen.steps:
            found["again"] = run(inputs, runs / "out2", *two)
        if "grown" in chosen.steps:
            more = -(-chosen.articles // 100)
            write_texts(chosen.corpus, inputs, count=more, first=chosen.articles)
            found["grown"] = run(inputs, runs / "out2", *two)
    result = {"machine": describe_machine(), "load_average": os.getloadavg(), "runs": found}
    result["model"], result["ratios"] = chosen.model, ratios(found)
    chosen.out.write_text(json.dumps(result, indent=2, sort_keys=True) + "\n")
    print(json.dumps(result, indent=2))


def ratios(found: dict) -> dict:
    """Compare the runs; the shares are of processor time and of the clock."""
    whole, made = found["two"], {}
    for name in ("again", "grown"):
        if one := found.get(name):
            made[f"{name}_share_cpu"] = round(one["cpu_s"] / whole["cpu_s"], 4)
            made[f"{name}_share_wall"] = round(one["wall_s"] / whole["wall_s"], 4)
    if one := found.get("one"):
        made["two_over_one"] = round(one["work_s"] / whole["work_s"], 3)
        made["two_over_one_by_cpu"] = round(2 * one["cpu_s"] / whole["cpu_s"], 3)
    if ray := found.get("ray"):
        made["ray_over_pool"] = round(whole["work_s"] / ray["work_s"], 3)
    return made


if __name__ == "__main__":
    main()
