"""Words a second of the whole extraction, beside stock spaCy with everything on, in one run.

    python benchmarks/extract_speed.py --articles corpora/sample-news/source/articles-1.jsonl \
        --out benchmarks/results/extract-speed.json

``--articles`` is JSON Lines with ``text``, or with the ``paragraphs`` of the sample corpus. One
process is measured in processor time, which other work on the machine does not change much; two
processes in wall time. Each is the best of three.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import spacy
from machine import describe_machine

from stanceline.extract.extractor import make_extractor
from stanceline.extract.language_model import DEFAULT_MODELS
from stanceline.testing import make_article

ENTITIES = Path(__file__).parents[1] / "corpora" / "entities"
ROUNDS = 3
_EXTRACTOR: list = []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=60)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    lines = arguments.articles.read_text("utf-8").splitlines()
    texts = [text_of(json.loads(line)) for line in lines if line.strip()][: arguments.limit]
    words = sum(len(text.split()) for text in texts)
    extractor = make_extractor(ENTITIES)
    name = next(n for n in DEFAULT_MODELS if spacy.util.is_package(n))
    stock = spacy.load(name)
    articles = [make_article(text) for text in texts]
    with ProcessPoolExecutor(2, initializer=start_worker) as pool:
        list(pool.map(read, texts, chunksize=len(texts) // 2 or 1))
        seconds = {
            "one_process_cpu": {
                "stanceline": best(time.process_time, lambda: list(extractor(articles))),
                "spacy_stock": best(time.process_time, lambda: list(stock.pipe(texts))),
            },
            "two_processes_wall": {
                "stanceline": best(
                    time.perf_counter,
                    lambda: list(pool.map(read, texts, chunksize=len(texts) // 8 or 1)),
                ),
                "spacy_stock": best(
                    time.perf_counter, lambda: list(stock.pipe(texts, n_process=2, batch_size=8))
                ),
            },
        }
    result = {
        "machine": describe_machine(),
        "model": name,
        "articles": len(texts),
        "words": words,
        "words_per_second": {
            how: {system: round(words / value) for system, value in row.items()}
            for how, row in seconds.items()
        },
    }
    arguments.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def text_of(row: dict) -> str:
    if "text" in row:
        return row["text"]
    return "\n".join(" ".join(sentence["t"] for sentence in p) for p in row["paragraphs"])


def best(clock: Callable[[], float], work: Callable[[], object]) -> float:
    durations = []
    for _ in range(ROUNDS):
        began = clock()
        work()
        durations.append(clock() - began)
    return min(durations)


def start_worker() -> None:
    _EXTRACTOR.append(make_extractor(ENTITIES))


def read(text: str) -> int:
    [found] = _EXTRACTOR[0]([make_article(text)])
    return len(found.passages)


if __name__ == "__main__":
    main()
