"""Words a second of the whole extraction, beside stock spaCy with everything on, in one run.

    python benchmarks/extract_speed.py --articles corpora/sample-news/source/articles-1.jsonl \
        --out benchmarks/results/extract-speed.json

``--articles`` is JSON Lines with ``text``, or with the ``paragraphs`` of the sample corpus. One
process is measured in processor time, which other work on the machine does not change much; two
processes in wall time, both systems in the same two workers, loaded and warm. The rounds go system
by system in turn, so that a busy minute hits all; the best of each counts, ``ratio`` is ours over
stock. The result is written after every round.
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
from result_file import write_result

from stanceline.extract.extractor import make_extractor
from stanceline.extract.language_model import DEFAULT_MODELS
from stanceline.testing import make_article

ENTITIES = Path(__file__).parents[1] / "corpora" / "entities"
MODEL = next(name for name in DEFAULT_MODELS if spacy.util.is_package(name))
SYSTEMS = ("stanceline", "spacy_stock")
WARM_UP = 2
_READERS: dict[str, Callable[[list[str]], int]] = {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    lines = arguments.articles.read_text("utf-8").splitlines()
    texts = [text_of(json.loads(line)) for line in lines if line.strip()][: arguments.limit]
    load_readers()
    durations: dict[str, dict[str, list[float]]] = {
        how: {system: [] for system in SYSTEMS} for how in ("one_process", "two_processes")
    }
    with ProcessPoolExecutor(2, initializer=load_readers) as pool:
        for system in SYSTEMS:
            read_alone(system, texts[:WARM_UP])
            read_by_two(pool, system, texts[: 4 * WARM_UP])
        for number in range(arguments.rounds):
            for system in SYSTEMS:
                durations["one_process"][system].append(read_alone(system, texts))
                durations["two_processes"][system].append(read_by_two(pool, system, texts))
            write_result(arguments.out, describe(texts, durations, rounds=number + 1))
    print(arguments.out.read_text("utf-8"))


def describe(
    texts: list[str], durations: dict[str, dict[str, list[float]]], *, rounds: int
) -> dict[str, object]:
    words = sum(len(text.split()) for text in texts)
    rates = {
        how: {system: words / min(times) for system, times in by_system.items()}
        for how, by_system in durations.items()
    }
    return {
        "machine": describe_machine(),
        "model": MODEL,
        "articles": len(texts),
        "words": words,
        "rounds": rounds,
        "measured_in": {"one_process": "processor time", "two_processes": "wall time"},
        "words_per_second": {
            how: {system: round(rate) for system, rate in of.items()} for how, of in rates.items()
        },
        "ratio": {how: round(of["stanceline"] / of["spacy_stock"], 2) for how, of in rates.items()},
        "seconds": {
            how: {system: [round(t, 2) for t in times] for system, times in of.items()}
            for how, of in durations.items()
        },
    }


def text_of(row: dict) -> str:
    if "text" in row:
        return row["text"]
    return "\n".join(" ".join(sentence["t"] for sentence in p) for p in row["paragraphs"])


def load_readers() -> None:
    """Load both systems into this process."""
    extractor, stock = make_extractor(ENTITIES), spacy.load(MODEL)

    def read_ours(texts: list[str]) -> int:
        return sum(len(found.passages) for found in extractor([make_article(t) for t in texts]))

    def read_stock(texts: list[str]) -> int:
        return sum(len(doc.ents) for doc in stock.pipe(texts))

    _READERS.update({"stanceline": read_ours, "spacy_stock": read_stock})


def read_alone(system: str, texts: list[str]) -> float:
    began = time.process_time()
    _READERS[system](texts)
    return time.process_time() - began


def read_by_two(pool: ProcessPoolExecutor, system: str, texts: list[str]) -> float:
    size = -(-len(texts) // 8)
    chunks = [texts[at : at + size] for at in range(0, len(texts), size)]
    began = time.perf_counter()
    list(pool.map(read_in_worker, [system] * len(chunks), chunks))
    return time.perf_counter() - began


def read_in_worker(system: str, texts: list[str]) -> int:
    return _READERS[system](texts)


if __name__ == "__main__":
    main()
