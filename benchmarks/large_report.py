"""The report of a large run: seconds, memory and size, and how soon a browser has it.

    python benchmarks/large_run.py --run out/demo --out out/large --articles 100000
    python benchmarks/large_report.py --run out/large --small out/demo \
        --out benchmarks/results/large-report.json

Each report is made in a process of its own. ``processor_s`` is what it used of all cores together:
on a machine that others use too, ``made_in_s`` is theirs as well. ``load_s`` is from asking for
the page to its load event in headless chromium, ``paint_s`` to its first contents, each the median
of some loads in fresh contexts. Pieces are kept: a stopped measurement goes on.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from machine import describe_machine
from result_file import write_result
from result_parts import Parts

COMMAND = (sys.executable, "-m", "stanceline.cli.main", "report")
LIMITS = {"made_in_s": 60, "peak_memory_mib": 2048, "page_bytes": 5_000_000, "load_s": 2}
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--small", type=Path, help="a run of the same tables to compare with")
    parser.add_argument("--loads", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=7.0)
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    parts = Parts.beside(chosen.out, minutes=chosen.minutes)
    runs = {"large": chosen.run} | ({"small": chosen.small} if chosen.small else {})
    measured = {name: measure(parts, name, run, loads=chosen.loads) for name, run in runs.items()}
    result = {
        "n": measured["large"]["articles"],
        **measured,
        "comparison": {
            name: {"found": measured["large"][name], "at most": most}
            for name, most in LIMITS.items()
        },
        "machine": describe_machine(),
    }
    write_result(chosen.out, result)
    print(json.dumps(result["comparison"], indent=2))


def measure(parts: Parts, name: str, run: Path, *, loads: int) -> dict[str, object]:
    """Make the report of a run and open it."""
    counts = json.loads((run / "manifest.json").read_text(encoding="utf-8"))["counts"]
    size = counts["articles"]
    made = parts.keep(f"{name} made", size, lambda _: make(run))
    opened = parts.keep(f"{name} opened", size, lambda _: open_page(run / "report.html", loads))
    return {"articles": size, "passages": counts["passages"], **made, **opened}


def make(run: Path) -> dict[str, object]:
    """Make the report in a process of its own; its use of the machine is that process's alone."""
    began = time.perf_counter()
    process = subprocess.Popen([*COMMAND, str(run)], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    if status:
        raise SystemExit(f"{run}: the report was not made")
    return {
        "made_in_s": round(seconds, 1),
        "processor_s": round(used.ru_utime + used.ru_stime, 1),
        "peak_memory_mib": round(used.ru_maxrss / 1024),
        "page_bytes": (run / "report.html").stat().st_size,
    }


def open_page(page: Path, loads: int) -> dict[str, object]:
    """Open a page some times, each in a context without anything kept."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    seconds, paints = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        for _ in range(loads):
            opened = browser.new_context().new_page()
            began = time.perf_counter()
            opened.goto(page.resolve().as_uri(), wait_until="load")
            seconds.append(time.perf_counter() - began)
            opened.wait_for_timeout(200)
            paints.append(opened.evaluate(PAINT) or 0.0)
            opened.context.close()
        browser.close()
    return {
        "loads": loads,
        "load_s": round(median(seconds), 2),
        "paint_s": round(median(paints) / 1000, 2),
    }


if __name__ == "__main__":
    main()
