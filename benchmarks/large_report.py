"""The report of a large run: seconds, memory and size, in a process of its own.

    python benchmarks/large_run.py --run out/demo --out out/large --articles 100000
    python benchmarks/large_report.py --run out/large --out benchmarks/results/large-report.json

``processor_seconds`` is what the process used of both cores together: on a machine that others
use too, ``seconds`` are theirs as well. ``load_s`` is from opening the file to its load event, in
headless chromium.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

from machine import describe_machine

COMMAND = (sys.executable, "-m", "stanceline.cli.main", "report")


def measure_load(page: Path) -> float:
    """Measure the seconds until the browser has loaded the page."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        opened = browser.new_page()
        began = time.perf_counter()
        opened.goto(page.resolve().as_uri(), wait_until="load")
        seconds = time.perf_counter() - began
        browser.close()
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    began = time.perf_counter()
    subprocess.run([*COMMAND, str(chosen.run)], check=True, capture_output=True)
    seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    page = chosen.run / "report.html"
    manifest = json.loads((chosen.run / "manifest.json").read_text(encoding="utf-8"))
    result = {
        "articles": manifest["counts"]["articles"],
        "passages": manifest["counts"]["passages"],
        "seconds": round(seconds, 1),
        "processor_seconds": round(used.ru_utime + used.ru_stime, 1),
        "peak_memory_mib": round(used.ru_maxrss / 1024),
        "page_bytes": page.stat().st_size,
        "load_s": round(measure_load(page), 2),
        "limits": {"seconds": 60, "peak_memory_mib": 2048, "page_bytes": 5_000_000, "load_s": 2},
        "machine": describe_machine(),
    }
    chosen.out.write_text(json.dumps(result, indent=2, sort_keys=True) + "\n")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
