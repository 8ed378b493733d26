"""Label 500 passages by keyboard in headless Chromium; kill -9 the server in the middle.

python benchmarks/annotation_page.py --out benchmarks/results/annotation-page.json
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from machine import describe_machine
from playwright.sync_api import Error, sync_playwright

sys.path.append(str(Path(__file__).parents[1] / "tests" / "browser"))
sys.path.append(str(Path(__file__).parents[1] / "tests" / "unit" / "label"))
from label_passages import make_tasks
from test_annotation_page import Server

from conftest import ARGUMENTS, CHROMIUM
from stanceline.label.log import LabelLog
from stanceline.label.tasks import write_tasks

ROOT = Path(__file__).parents[1]
COUNT = 500
KILL_AT = 250


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--screenshot", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        folder = Path(scratch)
        write_tasks(make_tasks(COUNT), folder / "sample.jsonl")
        server = Server(folder, ROOT)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        home = f"http://127.0.0.1:{server.port}/label/by/anna"
        page.goto(home)
        confirmed, killed = [], 0
        began = time.perf_counter()
        while (field := page.locator("input[name=passage_id]")).count():
            passage = field.get_attribute("value")
            if len(confirmed) == KILL_AT and not killed:
                # Sent and killed at once: whether this one arrived is anybody's guess.
                page.keyboard.press("1", delay=0)
                server.kill()
                killed += 1
                server.start()
                page.goto(home)
                continue
            if options.screenshot and len(confirmed) == 10:
                page.screenshot(path=options.screenshot)
            try:
                with page.expect_navigation():
                    page.keyboard.press(str(1 + len(confirmed) % 4))
            except Error:
                page.goto(home)
                continue
            if page.locator("#progress").count() == 0:
                raise RuntimeError(f"no page of ours: {page.inner_text('body')[:200]}")
            confirmed.append(passage)
        seconds = time.perf_counter() - began
        log = LabelLog(folder / "labels.jsonl")
        kept = [annotation.passage_id for annotation in log.read()]
        began = time.perf_counter()
        log.read()
        reading = time.perf_counter() - began
        browser.close()
        server.kill()
    content = {
        "machine": describe_machine(),
        "n": COUNT,
        "kill_9_after": KILL_AT,
        "confirmed": len(confirmed),
        "confirmed_and_lost": len(set(confirmed) - set(kept)),
        "in_the_log": len(kept),
        "in_the_log_twice": len(kept) - len(set(kept)),
        "labels_per_second": round(len(confirmed) / seconds, 1),
        "log_read_ms": round(1000 * reading, 1),
    }
    options.out.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(content, indent=2))


if __name__ == "__main__":
    main()
