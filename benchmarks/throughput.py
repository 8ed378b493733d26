"""Articles a second of the whole pipeline beside the stack one would put together, in one run.

    python benchmarks/throughput.py --pages FOLDER --unique 500 --mixed 1000 \\
        --out benchmarks/results/throughput.json

The stack: trafilatura for the text, the spaCy model with everything on through ``nlp.pipe``, and
the Hugging Face text-classification pipeline in 32-bit floats with the same weights, at the best
of some batch sizes, one after the other with all cores. It reads the passages that we cut, which
costs it nothing. Ours is the command ``stanceline run``, with two workers where it has them.

``unique`` is the sample corpus, multiplied, as HTML pages on the subject. ``mixed`` is 10% of
those, 60% other pages (of ``--pages``, and those of the sample corpus that are about anything
else) and 30% reprints of both. Loading models is in no time, nor is the series.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from framing_speed import BATCH_SIZES, count_operations, peak_float32
from machine import describe_machine
from multiplied import multiply

from stanceline.config import Settings
from stanceline.extract.language_model import DEFAULT_MODELS
from stanceline.extract.passages import cut_passages
from stanceline.frame.calibration import choose_label
from stanceline.frame.model_directory import save_whole
from stanceline.frame.transformer import load_transformer
from stanceline.registry import find_model
from stanceline.testing import make_article

REPRINTS, RELEVANT = 0.3, 0.1
# Two workers load their models inside their first shard: a small corpus wants one.
NOT_COUNTED = ("load", "series", "report")


def main() -> None:
    """Lay both corpora out, run both stacks on each, compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=Path, required=True)
    parser.add_argument("--unique", type=int, default=500)
    parser.add_argument("--mixed", type=int, default=1000)
    parser.add_argument("--model", default=Settings().frame.model)
    parser.add_argument("--set", action="append", default=[], dest="overrides")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        stack = Stack(options.model, folder / "whole")
        corpora = {
            "unique": write_pages(folder / "unique", unique_pages(options.unique)),
            "mixed": write_pages(folder / "mixed", mixed_pages(options.mixed, options.pages)),
        }
        result: dict = {
            "model": options.model,
            "settings": options.overrides,
            "workers": options.workers,
            "float32_peak_gflops": peak_float32(os.cpu_count() or 1),
            "gflop_a_passage": count_operations(stack.folder, stack.sample),
            "machine": describe_machine(),
        }
        for name, files in corpora.items():
            result[name] = compare(name, files, stack, folder, options)
            result["pipeline_batch_size"] = stack.batch_size
            options.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
            print(json.dumps(result[name]), flush=True)


def unique_pages(count: int) -> Iterator[bytes]:
    """Yield pages that are all on the subject and all of their own."""
    return map(page_of, multiply(count, relevant=True))


def mixed_pages(count: int, folder: Path) -> list[bytes]:
    """Return pages of which few are on the subject and many are reprints, shuffled."""
    rng = random.Random(0)
    on = [page_of(row) for row in multiply(round(count * RELEVANT), relevant=True)]
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    needed = count - len(on) - round(count * REPRINTS)
    others = [path.read_bytes() for path in rng.sample(found, min(needed, len(found)))]
    others += [page_of(row) for row in multiply(needed - len(others), relevant=False)]
    originals = [*on, *others]
    again = rng.choices(originals, k=round(count * REPRINTS))
    pages = [*originals, *(again_at(page, number) for number, page in enumerate(again))]
    rng.shuffle(pages)
    return pages


def page_of(row: dict) -> bytes:
    """Lay an article out as a page."""
    paragraphs = "".join(f"<p>{html.escape(p)}</p>" for p in row["text"].split("\n\n"))
    title = html.escape(row["title"])
    return (
        f'<html lang="en"><head><title>{title}</title><meta property="og:title" content="{title}">'
        f'<meta property="og:url" content="{row["url"]}">'
        f'<meta property="og:site_name" content="{html.escape(row["outlet"])}">'
        f'<meta property="article:published_time" content="{row["date"]}"></head><body><nav>'
        f'<a href="/">Home</a> <a href="/world">World</a></nav><article><h1>{title}</h1>'
        f"{paragraphs}</article><footer>All rights reserved.</footer></body></html>"
    ).encode()


def again_at(page: bytes, number: int) -> bytes:
    """Print a page again elsewhere: the same words under another address."""
    return page.replace(b"news.example/", f"reprints.example/{number}/".encode(), 1) + (
        f"<!-- {number} -->".encode()
    )


def write_pages(folder: Path, pages) -> list[Path]:
    """Write pages as files."""
    folder.mkdir()
    for number, page in enumerate(pages):
        (folder / f"{number:06d}.html").write_bytes(page)
    return sorted(folder.iterdir())


class Stack:
    """The libraries one after the other, loaded before any clock starts."""

    def __init__(self, model: str, folder: Path) -> None:
        import spacy
        import torch
        from transformers import pipeline

        torch.set_num_threads(os.cpu_count() or 1)
        source = find_model(model, Settings())
        save_whole(source, folder)
        self.folder = source
        self.nlp = spacy.load(next(n for n in DEFAULT_MODELS if spacy.util.is_package(n)))
        self.classify = pipeline(
            "text-classification", model=str(folder), top_k=None, function_to_apply="none"
        )
        self.heads = load_transformer(source).classifier.heads
        self.labels = load_transformer(source).classifier.labels
        rows = multiply(40, relevant=True)
        self.sample = [text for row in rows for text in row["text"].split("\n\n")]
        self.batch_size = 0
        self.seconds: dict[str, float] = {}
        self.cpu_seconds: dict[str, float] = {}

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.seconds[stage] = round(time.perf_counter() - wall, 2)
        self.cpu_seconds[stage] = round(time.process_time() - cpu, 2)

    def run(self, files: list[Path]) -> dict[str, str]:
        """Return the label of every distinct text that was read."""
        import trafilatura

        self.seconds, self.cpu_seconds = {}, {}
        with self.timed("trafilatura"):
            texts = [trafilatura.extract(path.read_bytes()) for path in files]
        texts = [text for text in texts if text]
        with self.timed("spacy"):
            docs = list(self.nlp.pipe(texts))
        passages = [passage for doc in docs for passage in cut(doc)]
        if not self.batch_size:
            self.batch_size = self.find_batch_size(passages)
        with self.timed("pipeline"):
            rows = self.classify(passages, batch_size=self.batch_size, truncation=True)
        return {text: self.label(row) for text, row in zip(passages, rows, strict=True)}

    def find_batch_size(self, passages: list[str], most: int = 12) -> int:
        """Return the fastest of some batch sizes on a few passages."""
        few = random.Random(0).sample(passages, min(most, len(passages)))
        self.classify(few[:4], batch_size=4)

        def seconds(size: int) -> float:
            began = time.perf_counter()
            self.classify(few, batch_size=size, truncation=True)
            return time.perf_counter() - began

        return min(BATCH_SIZES, key=seconds)

    def label(self, row: list[dict]) -> str:
        logits = {item["label"]: item["score"] for item in row}
        import numpy as np

        pair = [
            float(head(np.array([logits[name]]))[0])
            for name, head in zip(self.labels, self.heads, strict=True)
        ]
        return str(choose_label(pair, self.heads))


def cut(doc) -> list[str]:
    """Cut passages at spaCy's sentences."""
    article = make_article(doc.text)
    return [p.text for p in cut_passages(article, [s.start_char for s in doc.sents])]


def compare(name: str, files: list[Path], stack: Stack, scratch: Path, options) -> dict:
    """Run both on the same pages; labels are compared where both cut the same passage."""
    began = time.perf_counter()
    theirs = stack.run(files)
    stack_s = sum(stack.seconds.values())
    out = scratch / f"run-{name}"
    used = os.times().children_user
    manifest = run_command(files[0].parent, out, options)
    used = os.times().children_user - used
    timings = manifest["timings_s"]
    ours_s = sum(seconds for stage, seconds in timings.items() if stage not in NOT_COUNTED)
    mine = read_labels(out)
    both = theirs.keys() & mine.keys()
    equal = sum(theirs[text] == mine[text] for text in both)
    tokens = manifest["coverage"]["tokens_read"]
    return {
        "articles": len(files),
        "stack": {
            "seconds": stack.seconds,
            "cpu_seconds": stack.cpu_seconds,
            "articles_a_second": round(len(files) / stack_s, 3),
            "passages": len(theirs),
        },
        "stanceline": {
            "seconds": timings,
            "cpu_seconds_with_start": round(used, 1),
            "articles_a_second": round(len(files) / ours_s, 3),
            "counts": manifest["counts"],
            "relevance": manifest.get("relevance"),
            "tokens_read": tokens,
        },
        "times_the_stack": round(stack_s / ours_s, 2),
        "times_the_stack_cpu_with_start": round(sum(stack.cpu_seconds.values()) / used, 2),
        "load_average": os.getloadavg()[0],
        "passages_of_both": len(both),
        "labels_equal": round(equal / max(len(both), 1), 4),
        "wall_s": round(time.perf_counter() - began, 1),
    }


def run_command(corpus: Path, out: Path, options) -> dict:
    """Run the command and return its manifest."""
    command = [sys.executable, "-m", "stanceline.cli.main", "run", str(corpus), "--out", str(out)]
    settings = [f"frame.model={json.dumps(options.model)}", *options.overrides]
    command += [word for setting in settings for word in ("--set", setting)]
    listed = subprocess.run([*command, "--help"], capture_output=True, text=True, check=True)
    if "--workers" in listed.stdout:
        command += ["--workers", str(options.workers)]
    subprocess.run(command, check=True, capture_output=True)
    return json.loads((out / "manifest.json").read_text(encoding="utf-8"))


def read_labels(out: Path) -> dict[str, str]:
    """Return the label of every text that the model read."""
    query = f"""
        select substr(a.text, p.start + 1, p."end" - p.start), s.label
        from '{out}/scores/**/*.parquet' s
        join '{out}/passages/**/*.parquet' p using (passage_id)
        join '{out}/articles/**/*.parquet' a on a.article_id = p.article_id
        where s.tokens > 0
    """  # noqa: S608 - a folder of our own
    return dict(duckdb.sql(query).fetchall())


if __name__ == "__main__":
    main()
