"""Publication dates against the 1,000 pages of htmldate's evaluation, beside htmldate alone.

    python benchmarks/ingest_dates.py --data htmldate_eval \\
        --out benchmarks/results/ingest-dates.json

``--data`` holds ``html.tar.xz`` and the two ``eval_*.json`` of adbar/htmldate's tests. Its rule:
the gold day is a true positive, another day a false positive, no day a miss. Nobody is given the
pages' addresses.
"""

from __future__ import annotations

import argparse
import json
import tarfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from machine import describe_machine

from stanceline.ingest.html import PageFacts, read_raw_page
from stanceline.ingest.refusals import RefusalError

# Later than every page; what a file's own time is in a run.
NOT_AFTER = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    gold = read_gold(arguments.data)
    pages = read_pages(arguments.data / "html.tar.xz")
    sources: Counter = Counter()
    result = {
        **describe_machine(),
        "htmldate_version": metadata.version("htmldate"),
        "pages": len(gold),
        "stanceline": measure(gold, pages, lambda page: ours(page, sources)),
        "stanceline_sources": dict(sources),
        "htmldate_fast": measure(gold, pages, lambda page: htmldate(page, extensive=False)),
        "htmldate_extensive": measure(gold, pages, lambda page: htmldate(page, extensive=True)),
        "published": {"htmldate 1.10 fast": {"f": 0.925}, "htmldate 1.10 extensive": {"f": 0.949}},
    }
    arguments.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def read_gold(folder: Path) -> dict[str, str]:
    files = ("eval_default.json", "eval_mediacloud_2020.json")
    rows = [row for name in files for row in json.loads((folder / name).read_text()).values()]
    return {row["file"]: row["date"] for row in rows}


def read_pages(archive: Path) -> dict[str, bytes]:
    with tarfile.open(archive) as tape:
        members = [member for member in tape if member.isfile()]
        return {Path(member.name).name: tape.extractfile(member).read() for member in members}


def ours(page: bytes, sources: Counter) -> str:
    try:
        dated = read_raw_page(page, PageFacts(name="page", not_after=NOT_AFTER)).dated
    except RefusalError as refusal:
        sources[f"refused: {refusal.kind}"] += 1
        return ""
    sources[dated.source or "none"] += 1
    return str(dated.local or "")


def htmldate(page: bytes, *, extensive: bool) -> str:
    from htmldate import find_date

    try:
        return find_date(page, extensive_search=extensive, original_date=True) or ""
    except ValueError:
        return ""


def measure(gold: dict, pages: dict[str, bytes], find: Callable[[bytes], str]) -> dict:
    tally: Counter = Counter()
    for name, day in gold.items():
        found = find(pages[name]) if name in pages else ""
        tally["missed" if not found else "true" if found == day else "false"] += 1
    precision = tally["true"] / (tally["true"] + tally["false"])
    recall = tally["true"] / (tally["true"] + tally["missed"])
    return {
        "f": round(2 * precision * recall / (precision + recall), 4),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "accuracy": round(tally["true"] / len(gold), 4),
        **tally,
    }


if __name__ == "__main__":
    main()
