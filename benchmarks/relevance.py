"""How much of what is framed relevance passes by, and how much it spares.

    python benchmarks/relevance.py --record passages.jsonl --pages FOLDER \\
        --out benchmarks/results/relevance.json

``--record`` are the texts of ``corpora/public-record``; ``--pages`` any folder of news pages, which
are read as files. Lines were drawn on the tuning part of the record, a document in one part by the
digest of its path; what the sample corpus and the general pages gave was seen meanwhile, so only
the record's other part is a blind test. A document of the record is what there is of it: the
passages that were picked, each with the sentence before. Of the sample corpus all is known.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections import defaultdict
from pathlib import Path

from machine import describe_machine

from stanceline.config import Settings
from stanceline.frame.relevance import Subject
from stanceline.frame.selection import SelectiveExtractor
from stanceline.ingest.reading import read_file
from stanceline.records import Article
from stanceline.registry import make_subject
from stanceline.testing import ParagraphExtractor, make_article

ROOT = Path(__file__).parents[1]
LINES = Settings().relevance


def main() -> None:
    """Measure every part and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--record", type=Path, required=True)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--most-pages", type=int, default=600)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    subject = make_subject(Settings())
    if subject is None:
        raise SystemExit("the codebook has no subject")
    record = read_record(options.record)
    result = {
        "lines": {"article": LINES.article, "passage": LINES.passage},
        "public_record": {
            part: measure(subject, [d for d in record if d["part"] == part])
            for part in ("tuning", "reported")
        },
        "sample_news": measure(subject, read_sample()),
        "machine": describe_machine(),
    }
    if options.pages:
        result["general_pages"] = measure_pages(subject, options.pages, options.most_pages)
    options.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def read_record(texts: Path) -> list[dict]:
    """Put the passages of each document together: text and whether it is framed, in order."""
    rows = map(json.loads, texts.read_text("utf-8").splitlines())
    passages = {row["id"]: row for row in rows}
    labels = ROOT / "corpora" / "public-record" / "labels.jsonl"
    documents: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for row in map(json.loads, labels.read_text("utf-8").splitlines()):
        if row["label"] is not None:
            passage = passages[row["id"]]
            text = " ".join(filter(None, (passage["context"], passage["text"])))
            documents[row["path"]].append((text, row["label"] != "neither"))
    return [
        {"part": part_of(path), "title": "", "units": units} for path, units in documents.items()
    ]


def part_of(path: str) -> str:
    """Draw a document's part."""
    return ("tuning", "reported")[int(hashlib.sha256(path.encode()).hexdigest(), 16) % 2]


def read_sample() -> list[dict]:
    """Read the articles that were written, their units and whether each is framed."""
    lines = (ROOT / "corpora" / "sample-news" / "truth.jsonl").read_text("utf-8").splitlines()
    return [
        {
            "title": row["title"],
            "units": [(unit["text"], unit["label"] != "neither") for unit in row["units"]],
        }
        for row in map(json.loads, lines)
    ]


def measure(subject: Subject, documents: list[dict]) -> dict:
    """Count what is passed by, among what is framed and what is not; a unit is a paragraph."""
    extractor = SelectiveExtractor(
        extractor=ParagraphExtractor(),
        subject=subject,
        article=LINES.article,
        passage=LINES.passage,
    )
    units: dict[bool, list[bool]] = {True: [], False: []}
    articles: dict[bool, list[bool]] = {True: [], False: []}
    began = time.process_time()
    for document in documents:
        head = [document["title"]] if document["title"] else []
        paragraphs = [" ".join(text.split()) for text, _ in document["units"]]
        article = make_article("\n\n".join([*head, *paragraphs]))
        [found] = extractor([article])
        read = [p.is_on_subject for p in found.passages][len(head) :] or [False] * len(paragraphs)
        for is_read, (_, is_framed) in zip(read, document["units"], strict=True):
            units[is_framed].append(is_read)
        articles[any(framed for _, framed in document["units"])].append(bool(found.passages))
    milliseconds = (time.process_time() - began) * 1000 / len(documents)
    return {
        "articles": len(documents),
        "articles_framed": len(articles[True]),
        "articles_framed_passed_by": articles[True].count(False),
        "articles_unframed": len(articles[False]),
        "articles_unframed_passed_by": articles[False].count(False),
        "passages_framed": len(units[True]),
        "passages_framed_passed_by": units[True].count(False),
        "miss_rate": round(units[True].count(False) / len(units[True]), 4),
        "passages_unframed": len(units[False]),
        "passages_unframed_passed_by": units[False].count(False),
        "cpu_ms_an_article": round(milliseconds, 2),
    }


def measure_pages(subject: Subject, folder: Path, most: int) -> dict:
    """Count which share of pages about anything is passed by, English ones and all."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    step = max(1, len(files) // most)
    found = [item for path in files[::step] for item in read_file(path)]
    articles = [item for item in found if isinstance(item, Article)]
    is_read = [subject(article.text) >= LINES.article for article in articles]
    english = [r for r, article in zip(is_read, articles, strict=True) if article.language == "en"]
    return {
        "articles": len(articles),
        "passed_by": is_read.count(False),
        "english": len(english),
        "english_passed_by": english.count(False),
        "share_of_english_read": round(english.count(True) / max(len(english), 1), 4),
    }


if __name__ == "__main__":
    main()
