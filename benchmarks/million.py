"""Memory up to a million: a feed read to its end, and stories grouped, in a process each.

    python benchmarks/million.py --cpu-minutes 30 --out benchmarks/results/million.json

Sizes grow tenfold to a million; one is begun only when the processor time that the last one took,
drawn out to it, is left of the budget, and the size reached is said. Every size is kept beside the
result, so that a run that was stopped goes on where it was. Peaks are of resident memory.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from machine import describe_machine
from result_file import write_result
from result_parts import Parts
from stories import random_articles

SIZES = (1_000, 10_000, 100_000, 1_000_000)
SENTENCE = "The cabinet met on Tuesday and agreed on the terms of the deal after a long debate. "


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path)
    parser.add_argument("--cpu-minutes", type=float, default=30.0)
    parser.add_argument("--one", nargs=2, metavar=("KIND", "SIZE"), help="used by itself")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one[0], int(options.one[1]))))
        return
    parts = Parts.beside(options.out)
    found = {kind: grow(kind, parts, options.cpu_minutes * 60) for kind in WORK}
    result = {"cpu_minutes_allowed": options.cpu_minutes, **found, "machine": describe_machine()}
    write_result(options.out, result)
    print(json.dumps(result, indent=2))


def grow(kind: str, parts: Parts, budget_s: float) -> dict:
    """Measure one size after the other while the budget of a kind of work lasts."""
    runs: list[dict] = []
    for size in SIZES:
        spent = sum(run["cpu_s"] for run in runs)
        expected = runs[-1]["cpu_s"] * size / runs[-1]["items"] if runs else 0.0
        if spent + expected > budget_s:
            break
        runs.append(parts.keep(f"{kind} {size}", size, partial(measure_apart, kind)))
    first, last = runs[0], runs[-1]
    more = (last["peak_mib"] - first["peak_mib"]) / max(last["items"] - first["items"], 1)
    return {
        "runs": runs,
        "reached": last["items"],
        "bytes_an_item": round(more * 2**20),
        "gib_at_a_million": round((last["peak_mib"] + more * (1e6 - last["items"])) / 1024, 2),
    }


def measure_apart(kind: str, size: int) -> dict:
    command = [sys.executable, __file__, "--one", kind, str(size)]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def measure(kind: str, size: int) -> dict:
    found = WORK[kind](size)
    lines = Path("/proc/self/status").read_text().splitlines()
    peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return {
        "items": size,
        **found,
        "peak_mib": round(peak / 1024, 1),
        "cpu_s": round(time.process_time(), 1),
    }


def read_feed_whole(size: int) -> dict:
    """Read a feed of so many entries to the end, keeping none."""
    from stanceline.ingest.reading import read_file
    from stanceline.records import Article

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed.xml"
        with path.open("w", encoding="utf-8") as handle:
            handle.write("<rss><channel><title>Ledger</title>")
            for number in range(size):
                handle.write(
                    f"<item><title>Deal number {number}</title>"
                    f"<link>https://ledger.example/{number}</link>"
                    f"<description>{SENTENCE * 3}</description></item>"
                )
            handle.write("</channel></rss>")
        articles = sum(isinstance(one, Article) for one in read_file(path))
        return {"articles": articles, "file_mib": round(path.stat().st_size / 2**20, 1)}


def group_random_articles(size: int) -> dict:
    """Group articles of 450 words, one in ten a cut reprint of the one before."""
    from stanceline.ingest.stories import group_stories

    return {"stories": len(set(group_stories(random_articles(size)).values()))}


WORK: dict[str, Callable[[int], dict]] = {
    "feed": read_feed_whole,
    "stories": group_random_articles,
}


if __name__ == "__main__":
    main()
