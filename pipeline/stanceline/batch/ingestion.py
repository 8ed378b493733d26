"""Inputs to shards of articles, in this process or in several."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from stanceline.batch.plan import Shard
from stanceline.batch.stages import make_receipt
from stanceline.ingest.newsfile import ReadingRules
from stanceline.ingest.reading import RangeReader
from stanceline.records import Article, Rejected
from stanceline.store.rows import article_row, to_table
from stanceline.store.run_directory import RunDirectory

# Neighbours go to one worker, which reads on in their file; many pieces keep the workers even.
_PIECES_A_WORKER = 8


def ingest_all(
    run: RunDirectory, shards: Sequence[Shard], *, rules: ReadingRules, workers: int
) -> Iterator[str]:
    """Read shards and yield the id of each when it is committed, in no particular order.

    The number of workers never changes what is in a shard.
    """
    if workers == 1 or len(shards) < 2:
        yield from ingest_shards(run, shards, rules)
        return
    size = max(1, len(shards) // (workers * _PIECES_A_WORKER))
    pieces = [shards[first : first + size] for first in range(0, len(shards), size)]
    # A fresh interpreter: a fork would copy locks that the parent's threads hold.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        futures = [pool.submit(_ingest_piece, run, piece, rules) for piece in pieces]
        for future in as_completed(futures):
            yield from future.result()


def _ingest_piece(run: RunDirectory, shards: Sequence[Shard], rules: ReadingRules) -> list[str]:
    return list(ingest_shards(run, shards, rules))


def ingest_shards(run: RunDirectory, shards: Iterable[Shard], rules: ReadingRules) -> Iterator[str]:
    """Read shards one after the other, and yield the id of each when it is committed.

    Shards that follow each other in a file cost one pass over it.
    """
    read = RangeReader(rules)
    for shard in shards:
        ingest_shard(run, shard, read=read)
        yield shard.shard_id


def ingest_shard(run: RunDirectory, shard: Shard, *, read: RangeReader) -> None:
    """Read a shard's parts into articles; each is a story of its own until stories are found."""
    articles: list[Article] = []
    rejected: list[Rejected] = []
    for part in shard.parts:
        rows = range(part.first, part.last)
        for item in read(Path(part.path), rows, source=part.path):
            (articles if isinstance(item, Article) else rejected).append(item)  # type: ignore[arg-type]
    table = to_table("articles", map(article_row, articles))
    run.commit("articles", table, shard_id=shard.shard_id, receipt=make_receipt(rejected))
