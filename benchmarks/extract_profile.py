"""Processor time of extraction beside bare ``nlp.pipe``: of the same parts, and of everything on.

    python benchmarks/extract_profile.py --out benchmarks/results/extract-profile.json
    py-spy record -r 20 -o benchmarks/results/extract-flame.svg -- \\
        python benchmarks/extract_profile.py --out /dev/null

Articles of the sample corpus, in one process with one thread. Ours is relevance, passages, people
and institutions, figures and voices; the pipe gets whole articles, batched as it likes.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import spacy
from machine import describe_machine
from multiplied import multiply

from stanceline.config import Settings
from stanceline.extract.language_model import DEFAULT_MODELS, load_language_model
from stanceline.registry import make_extractor, make_subject, select
from stanceline.testing import make_article


def main() -> None:
    """Measure each once after a first article, and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    rows = list(multiply(options.articles, relevant=True))
    articles = [make_article(f"{r['title']}\n\n{r['text']}", title=r["title"]) for r in rows]
    texts = [article.text for article in articles]
    settings = Settings()
    subject = make_subject(settings)
    extract = select(make_extractor(settings), settings)
    same = load_language_model()
    stock = spacy.load(next(name for name in DEFAULT_MODELS if spacy.util.is_package(name)))
    work: dict[str, Callable[[], object]] = {
        "stanceline": lambda: list(extract(articles)),
        "relevance": lambda: [subject(text) for text in texts] if subject else None,
        "spacy_same_parts": lambda: list(same.pipe(texts)),
        "spacy_everything_on": lambda: list(stock.pipe(texts)),
    }
    list(extract(articles[:1]))
    seconds = {name: measure(run, options.rounds) for name, run in work.items()}
    words = sum(len(text.split()) for text in texts)
    result = {
        "articles": len(articles),
        "words": words,
        "cpu_seconds": {name: round(value, 3) for name, value in seconds.items()},
        "words_a_cpu_second": {name: round(words / value) for name, value in seconds.items()},
        "times_same_parts": round(seconds["spacy_same_parts"] / seconds["stanceline"], 2),
        "times_everything_on": round(seconds["spacy_everything_on"] / seconds["stanceline"], 2),
        "load_average": os.getloadavg()[0],
        "machine": describe_machine(),
    }
    options.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def measure(run: Callable[[], object], rounds: int) -> float:
    """Return the least processor time of some rounds."""
    seconds = []
    for _ in range(rounds):
        began = time.process_time()
        run()
        seconds.append(time.process_time() - began)
    return min(seconds)


if __name__ == "__main__":
    main()
