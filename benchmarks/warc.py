"""Web archives: warcio's good and broken samples, and records a second beside bare fastwarc.

    python benchmarks/warc.py --samples warcio_samples --out benchmarks/results/warc.json

For every sample: the records that warcio's own reader yields before it stops, the items and
rejections we give. Speed is measured on one archive of pages made here, in one run: counting
records (what planning does) and reading their bodies whole, against fastwarc alone.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import io
import json
import tempfile
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from fuzz import warc
from machine import describe_machine

from stanceline.ingest.reading import count_articles, read_file
from stanceline.records import Article

RECORDS = 20_000
BODY = ("<html><body><article><p>" + "The cabinet met on Tuesday. " * 400 + "</p>").encode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    result = {
        **describe_machine(),
        "fastwarc": metadata.version("fastwarc"),
        "warcio": metadata.version("warcio"),
        "samples": {path.name: measure_sample(path) for path in find_samples(arguments.samples)},
        "speed": measure_speed(),
    }
    arguments.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


def find_samples(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if ".warc" in path.name or ".arc" in path.name)


def measure_sample(path: Path) -> dict:
    found = list(read_file(path, source=path.name))
    articles = sum(isinstance(one, Article) for one in found)
    return {
        "warcio_records": read_with_warcio(path),
        "items": count_articles(path),
        "articles": articles,
        "rejections": [one.error for one in found if not isinstance(one, Article)],
    }


def read_with_warcio(path: Path) -> str:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    count = 0
    try:
        with path.open("rb") as handle, contextlib.redirect_stderr(io.StringIO()):
            for record in ArchiveIterator(handle):
                record.content_stream().read()
                count += 1
    except ArchiveLoadFailed:
        return f"{count}, then it stops"
    return str(count)


def measure_speed() -> dict:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.warc.gz"
        record = gzip.compress(warc(BODY), 6)
        with path.open("wb") as handle:
            for _ in range(RECORDS):
                handle.write(record)
        bare = [rate(lambda: skip_with_fastwarc(path)) for _ in range(3)]
        ours = [rate(lambda: count_articles(path)) for _ in range(3)]
        warcio = rate(lambda: read_with_warcio(path))
    return {
        "records": RECORDS,
        "fastwarc_records_a_second": round(max(bare)),
        "stanceline_records_a_second": round(max(ours)),
        "ratio": round(max(ours) / max(bare), 3),
        "warcio_records_a_second": round(warcio),
    }


def skip_with_fastwarc(path: Path) -> None:
    from fastwarc.warc import ArchiveIterator

    with path.open("rb") as handle:
        for _ in ArchiveIterator(handle, parse_http=False):
            pass


def rate(read: Callable[[], object]) -> float:
    began = time.perf_counter()
    read()
    return RECORDS / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
