"""Feeds made to be hard: every case of feedparser and of the W3C feed validator.

    python benchmarks/feeds.py --feedparser feedparser_tests --feedvalidator feedvalidator_cases \\
        --out benchmarks/results/feeds.json

Each folder holds a ``cases.tar.gz``. A case is right when reading it raises nothing, ends, and
gives an article or a rejection for every entry that feedparser finds in it.
"""

from __future__ import annotations

import argparse
import json
import tarfile
import tempfile
import time
from collections import Counter
from importlib import metadata
from pathlib import Path

from machine import describe_machine

from stanceline.ingest.feed import parse_feed
from stanceline.ingest.reading import read_file
from stanceline.records import Article


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--feedparser", type=Path, required=True)
    parser.add_argument("--feedvalidator", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    result = {
        **describe_machine(),
        "feedparser_version": metadata.version("feedparser"),
        "feedparser_cases": measure(arguments.feedparser / "cases.tar.gz"),
        "feedvalidator_cases": measure(arguments.feedvalidator / "cases.tar.gz"),
    }
    arguments.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def measure(archive: Path) -> dict:
    tally: Counter = Counter()
    errors: Counter = Counter()
    slowest = 0.0
    with tarfile.open(archive) as tape, tempfile.TemporaryDirectory() as folder:
        for member in tape:
            if not member.isfile() or Path(member.name).name.startswith("."):
                continue
            raw = tape.extractfile(member).read()
            path = Path(folder) / Path(member.name).name
            path.write_bytes(raw)
            began = time.perf_counter()
            try:
                found = list(read_file(path, source=member.name))
            except Exception as error:  # noqa: BLE001 - what is looked for
                tally["raised"] += 1
                print(f"{member.name}: {type(error).__name__}: {error}")
                continue
            slowest = max(slowest, time.perf_counter() - began)
            articles = sum(isinstance(one, Article) for one in found)
            tally["cases"] += 1
            tally["articles"] += articles
            tally["rejections"] += len(found) - articles
            tally["silent"] += not found
            errors.update(one.error for one in found if not isinstance(one, Article))
            entries = len(parse_feed(raw).entries)
            tally["entries"] += entries
            tally["fewer_than_entries"] += len(found) < entries
            path.unlink()
    return {**tally, "slowest_s": round(slowest, 2), "by_error": dict(errors.most_common())}


if __name__ == "__main__":
    main()
