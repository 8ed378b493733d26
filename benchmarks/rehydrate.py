"""Share a run without its text, edit some pages, and put the text back.

python benchmarks/rehydrate.py --run out/demo --out benchmarks/results/rehydrate.json

One word in twenty of two pages in five is replaced, and a sentence is put before the text of each
edited page, so that everything in it moves.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from machine import describe_machine

from stanceline.export.citation import Credits
from stanceline.export.dataset import Export, export_run
from stanceline.export.rehydrate import rehydrate
from stanceline.export.sharing import Sharing
from stanceline.records import Article
from stanceline.store.rows import articles_from
from stanceline.store.run_directory import open_run
from stanceline.store.views import connect, read_table

EDITED_PAGES, EDITED_WORDS = 0.4, 0.05
_WORD = re.compile(r"[^\W_]+")


def runs_of_five(text: str) -> set[tuple[str, ...]]:
    words = [word.casefold() for word in _WORD.findall(text)]
    return {tuple(words[start : start + 5]) for start in range(len(words) - 4)}


def count_leaks(folder: Path, articles: list[Article]) -> int:
    """Count cells, addresses aside, that share five words in a row with any article."""
    known = set().union(*(runs_of_five(article.text) for article in articles))
    return sum(
        bool(runs_of_five(value) & known)
        for path in folder.glob("*/*.parquet")
        for row in pq.read_table(path).to_pylist()
        for name, value in row.items()
        if isinstance(value, str) and name != "url"
    )


def edit(article: Article, choose: random.Random) -> tuple[Article, list[tuple[int, int]]]:
    """Replace words of an article; return it with the places that were edited."""
    places = [m.span() for m in _WORD.finditer(article.text) if choose.random() < EDITED_WORDS]
    text = article.text
    for start, end in reversed(places):
        text = text[:start] + "altered" + text[end:]
    text = "Corrected after publication.\n\n" + text
    changed = replace(article, text=text, n_chars=len(text), chars_read=len(text))
    return changed, places


def measure(run_folder: Path, scratch: Path) -> dict[str, Any]:
    run = open_run(run_folder)
    export = Export(
        format="parquet", descriptions={}, credits=Credits(title="Bench"),
        sharing=Sharing(text_free=True),
    )  # fmt: skip
    export_run(run, export, scratch / "free")
    with connect(run) as connection:
        articles = articles_from(read_table(connection, "select * from articles"))
        passages = read_table(
            connection, 'select passage_id, article_id, start, "end" from passages'
        )
    whole = rehydrate(scratch / "free", articles, scratch / "whole")
    choose = random.Random(0)
    edits: dict[str, list[tuple[int, int]]] = {}
    pages: list[Article] = []
    for article in articles:
        page = article
        if choose.random() < EDITED_PAGES:
            page, edits[article.article_id] = edit(article, choose)
        pages.append(page)
    # A reprint that was left alone gives back every copy of its text, edited or not.
    kept = {article.text_sha256 for article in articles if article.article_id not in edits}
    reprinted = {a.article_id for a in articles if a.article_id in edits and a.text_sha256 in kept}
    rehydrate(scratch / "free", pages, scratch / "edited")
    report = pq.read_table(scratch / "edited" / "passage_report.parquet").to_pylist()
    outcome = {row["passage_id"]: row["outcome"] for row in report}
    found = {"untouched": 0, "untouched_realigned": 0, "touched": 0, "touched_reported": 0}
    for row in passages.to_pylist():
        if row["article_id"] not in edits or row["article_id"] in reprinted:
            continue
        spans = edits[row["article_id"]]
        is_touched = any(s < row["end"] and row["start"] < e for s, e in spans)
        name = "touched" if is_touched else "untouched"
        found[name] += 1
        is_back = outcome[row["passage_id"]] in {"exact", "moved"}
        found["touched_reported" if is_touched else "untouched_realigned"] += is_back != is_touched
    return {
        "articles": len(articles),
        "passages": passages.num_rows,
        "cells_with_five_words_of_an_article": count_leaks(scratch / "free", articles),
        "passages_back_from_the_same_articles": whole.passages.get("exact", 0),
        "edited_pages": len(edits),
        "of_these_back_whole_from_a_reprint": len(reprinted),
        **{f"edited_pages_{name}_passages": count for name, count in found.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        result = measure(options.run, Path(scratch))
    content = {"machine": describe_machine(), **result}
    options.out.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(content, indent=2))


if __name__ == "__main__":
    main()
