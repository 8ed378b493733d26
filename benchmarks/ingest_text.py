"""Article text against the gold bodies of article-extraction-benchmark, beside bare trafilatura.

    python benchmarks/ingest_text.py --data article_extraction \\
        --out benchmarks/results/ingest-text.json

``--data`` holds ``ground-truth.json`` and ``html/<id>.html.gz`` of
scrapinghub/article-extraction-benchmark. Its rule: tokens are ``\\w+``, shingles of four tokens
are counted as a multiset, true and false positives and misses of a page are divided by their sum,
precision and recall are means over pages, and F1 is made of those means.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from machine import describe_machine

from stanceline.ingest.html import PageFacts, read_raw_page
from stanceline.ingest.refusals import RefusalError

NOT_AFTER = datetime(2030, 1, 1, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    gold = json.loads((arguments.data / "ground-truth.json").read_text(encoding="utf-8"))
    pages = {
        name: gzip.decompress((arguments.data / "html" / f"{name}.html.gz").read_bytes())
        for name in gold
    }
    result = {
        **describe_machine(),
        "trafilatura_version": metadata.version("trafilatura"),
        "pages": len(gold),
        "stanceline": measure(gold, pages, ours),
        "trafilatura": measure(gold, pages, bare_trafilatura),
        "published": {"trafilatura 2.0.0": {"f1": 0.958, "precision": 0.938, "recall": 0.978}},
    }
    arguments.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def ours(page: bytes) -> str:
    try:
        return read_raw_page(page, PageFacts(name="page", not_after=NOT_AFTER)).text
    except RefusalError:
        return ""


def bare_trafilatura(page: bytes) -> str:
    import trafilatura

    return trafilatura.extract(page, include_comments=False) or ""


def measure(gold: dict, pages: dict[str, bytes], extract: Callable[[bytes], str]) -> dict:
    shares = [score(gold[name]["articleBody"], extract(pages[name])) for name in gold]
    precisions = [true / (true + false) for true, false, _, _ in shares if true + false]
    recalls = [true / (true + missed) for true, _, missed, _ in shares if true + missed]
    precision, recall = mean(precisions), mean(recalls)
    return {
        "f1": round(2 * precision * recall / (precision + recall), 4),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "exact": round(mean([exact for *_, exact in shares]), 4),
        "nothing_found": sum(1 for true, false, _, _ in shares if not true + false),
    }


def score(gold: str, found: str) -> tuple[float, float, float, float]:
    first, second = tokens(gold), tokens(found)
    wanted, there = shingles(first), shingles(second)
    true = sum(min(count, there[key]) for key, count in wanted.items())
    false, missed = sum(there.values()) - true, sum(wanted.values()) - true
    total = (true + false + missed) or 1
    return true / total, false / total, missed / total, float(first == second)


def tokens(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def shingles(words: list[str], size: int = 4) -> Counter:
    return Counter(tuple(words[at : at + size]) for at in range(max(1, len(words) - size + 1)))


def mean(values: list[float]) -> float:
    return sum(values) / max(1, len(values))


if __name__ == "__main__":
    main()
