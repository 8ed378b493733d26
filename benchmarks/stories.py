"""Reprints found and agencies named: PolNeAR, machine edits of written articles, memory.

    python benchmarks/stories.py --polnear polnear --out benchmarks/results/stories.json

``--polnear`` holds ``train.jsonl`` and ``dev.jsonl`` of networkdynamics/PolNeAR with its column
``wire``. Natural
pairs are those of its articles that an exact comparison of all pairs finds. The edits are
synthetic: each of the 160 originals of ``corpora/sample-news`` (written for this project, on one
chain of events) is cut, given a new lead, another headline, an agency line, or several of them.
Memory and time are measured at two sizes in a process of their own and drawn out to a million.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
from machine import describe_machine

from stanceline.ingest.agencies import find_agency
from stanceline.ingest.stories import are_printings, group_stories, hash_shingles
from stanceline.records import ArticleId

SAMPLE = Path(__file__).parents[1] / "corpora" / "sample-news" / "truth.jsonl"
THRESHOLD = 0.6
SIZES = (2_000, 10_000)
NEW_LEAD = (
    "Months after the two sides first sat down, the terms of the agreement are under scrutiny "
    "again, and officials on both shores of the ocean are weighing what was given for what."
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--polnear", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--grow", type=int, help="measure one size and print it (used by itself)")
    arguments = parser.parse_args()
    if arguments.grow:
        print(json.dumps(grow(arguments.grow)))
        return
    result = {
        **describe_machine(),
        "threshold": THRESHOLD,
        "polnear": measure_polnear(arguments.polnear),
        "synthetic_edits": measure_edits(),
        "memory": measure_memory(),
    }
    arguments.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def measure_polnear(folder: Path) -> dict:
    rows = read_polnear(folder / "train.jsonl")
    shingles = {name: hash_shingles(row["text"]) for name, row in rows.items()}
    exact = {
        frozenset(pair)
        for pair in combinations(shingles, 2)
        if are_printings(shingles[pair[0]], shingles[pair[1]], threshold=THRESHOLD)
    }
    stories = group_stories((ArticleId(name), row["text"]) for name, row in rows.items())
    found = same_story_pairs(stories)
    return {
        "articles": len(rows),
        "natural_pairs": len(exact),
        "found_of_them": len(exact & found),
        "found_besides": len(found - exact),
        "agency_train_written_on": measure_agencies(rows.values()),
        "agency_dev": measure_agencies(read_polnear(folder / "dev.jsonl").values()),
    }


def read_polnear(path: Path) -> dict[str, dict]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, lines)}


def measure_agencies(rows: Iterable[dict]) -> dict:
    """Say whether an article is credited to an agency, against the hand-made column."""
    true = false = missed = right_name = 0
    known = [row for row in rows if row["wire"] != "NA"]
    for row in known:
        found = find_agency(row["text"], authors=[row["credit"] or ""])
        is_wire = row["wire"] not in {None, "None"}
        true += bool(found) and is_wire
        false += bool(found) and not is_wire
        missed += not found and is_wire
        right_name += is_wire and found.casefold() == str(row["wire"]).casefold()
    return {
        "articles": len(known),
        "of_agencies": true + missed,
        "precision": ratio(true, true + false),
        "recall": ratio(true, true + missed),
        "name_right": ratio(right_name, true),
    }


def measure_edits() -> dict:
    rows = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    originals = {row["slug"]: row for row in rows if not row["copy_of"]}
    texts = {
        ArticleId(f"{slug}/{name}"): text
        for slug, row in originals.items()
        for name, text in edit(row["title"], [unit["text"] for unit in row["units"]])
    }
    stories = group_stories(texts.items(), threshold=THRESHOLD)
    found = same_story_pairs(stories)
    gold = {
        frozenset(pair)
        for slug in originals
        for pair in combinations([name for name in texts if name.startswith(f"{slug}/")], 2)
    }
    true = len(found & gold)
    precision, recall = true / len(found), true / len(gold)
    shuffled = list(texts.items())
    random.Random(1).shuffle(shuffled)
    whole = {name: text for name, text in texts.items() if name.endswith("/whole")}
    return {
        "stories": len(originals),
        "articles": len(texts),
        "pairs": len(gold),
        "pair_f1": round(2 * precision * recall / (precision + recall), 4),
        "pair_precision": round(precision, 4),
        "pair_recall": round(recall, 4),
        "originals_merged": len(whole) - len(set(group_stories(whole.items()).values())),
        "same_in_another_order": group_stories(shuffled, threshold=THRESHOLD) == stories,
    }


def edit(title: str, sentences: list[str]) -> Iterator[tuple[str, str]]:
    body = " ".join(sentences)
    cut = " ".join(sentences[: max(2, len(sentences) * 6 // 10)])
    yield "whole", f"{title}\n\n{body}"
    yield "cut", f"{title}\n\n{cut}"
    yield "half", f"{title}\n\n{' '.join(sentences[: max(2, len(sentences) // 2)])}"
    yield "lead", f"{title}\n\n{NEW_LEAD} {' '.join(sentences[1:])}"
    yield "headline", f"What the deal means, and for whom\n\n{body}"
    yield "agency", f"{title}\n\nTOKYO (Pacific Wire) — {body}\n\n(Reporting by Pacific Wire)"
    yield (
        "several",
        f"What to know\n\nTOKYO (Pacific Wire) — {NEW_LEAD} {' '.join(sentences[1:-2])}",
    )


def same_story_pairs(stories: dict) -> set[frozenset]:
    members: dict = {}
    for article, story in stories.items():
        members.setdefault(story, []).append(article)
    return {frozenset(pair) for group in members.values() for pair in combinations(group, 2)}


def measure_memory() -> dict:
    measured = []
    for size in SIZES:
        command = [sys.executable, __file__, "--grow", str(size)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        measured.append(json.loads(done.stdout))
    small, large = measured
    more = large["articles"] - small["articles"]
    mib = (large["peak_mib"] - small["peak_mib"]) / more
    seconds = (large["seconds"] - small["seconds"]) / more
    return {
        "measured": measured,
        "bytes_an_article": round(mib * 2**20),
        "gib_at_a_million": round((large["peak_mib"] + mib * (1e6 - large["articles"])) / 1024, 2),
        "hours_at_a_million": round(seconds * 1e6 / 3600, 2),
    }


def grow(count: int) -> dict:
    """Group random articles of 450 words, one in ten a cut reprint, and say what it took."""
    began = time.perf_counter()
    stories = group_stories(random_articles(count))
    return {
        "articles": count,
        "stories": len(set(stories.values())),
        "peak_mib": round(peak_mib(), 1),
        "seconds": round(time.perf_counter() - began, 1),
    }


def peak_mib() -> float:
    # Not getrusage: its peak is handed on from the process that started this one.
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def random_articles(count: int) -> Iterator[tuple[ArticleId, str]]:
    generator = np.random.default_rng(1)
    words = np.array([f"word{number}" for number in range(50_000)])
    last = ""
    for number in range(count):
        if number % 10 == 9:
            last = " ".join(last.split()[:300])
        else:
            last = " ".join(words[np.minimum(generator.zipf(1.3, 450), 49_999)])
        yield ArticleId(f"{number:032x}"), last


def ratio(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


if __name__ == "__main__":
    main()
