"""Stories: the printings of one text, found across a corpus.

Two texts are one story when the shorter one's word 5-grams stand in the longer one to at least
the threshold. Candidates come from MinHash signatures cut into bands (Leskovec, Rajaraman and
Ullman, Mining of Massive Datasets, 3.4), so that no pair of unrelated texts is ever compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from stanceline.records import ArticleId, StoryId

Hashes: TypeAlias = npt.NDArray[np.uint64]

_SHINGLE_WORDS = 5
# Chinese and Japanese have no spaces; each of their characters counts as a word.
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")
# 64 bands of 2 rows find a pair of Jaccard similarity s with probability 1 - (1 - s^2)^64: 99.8%
# at 0.3 and 93% at 0.2 (a reprint of a fifth of the text); unrelated articles stay under 0.01.
_BANDS, _ROWS = 64, 2
_SEED = 1
# Any odd number spreads; this one is 2^64 divided by the golden ratio.
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


def group_stories(
    texts: Iterable[tuple[ArticleId, str]], *, threshold: float = 0.6
) -> dict[ArticleId, StoryId]:
    """Give every article the story it is a printing of: the smallest article id among them.

    Only hashes of shingles are kept, about 8 bytes a word; the order of the texts does not matter.
    """
    if not 0.0 < threshold <= 1.0:
        raise ValueError(f"threshold must be in (0, 1], got {threshold}")
    ids, shingles = _read_shingles(texts)
    components = _Components(len(ids))
    for bucket in _buckets(shingles):
        _join_similar(bucket, shingles, components=components, threshold=threshold)
    return _name_stories(ids, components)


def containment(first: Hashes, second: Hashes) -> float:
    """Return the share of the shorter text's shingles that stand in the longer one.

    first, second: sorted and unique.
    """
    shorter, longer = sorted((first, second), key=len)
    if not len(shorter):
        return 0.0
    places = np.searchsorted(longer, shorter)
    places[places == len(longer)] = 0
    return float(np.mean(longer[places] == shorter))


def hash_shingles(text: str) -> Hashes:
    """Return the sorted unique hashes of a text's word 5-grams; of all of it when it is shorter."""
    words = [_hash_word(word) for word in _TOKEN.findall(text.casefold())]
    if not words:
        return np.zeros(0, dtype=np.uint64)
    size = min(_SHINGLE_WORDS, len(words))
    windows = np.lib.stride_tricks.sliding_window_view(np.array(words, dtype=np.uint64), size)
    mixed = np.zeros(len(windows), dtype=np.uint64)
    for column in range(size):
        # Wraps around at 2^64 on purpose; the shift lets high bits reach the low ones.
        mixed = (mixed ^ windows[:, column]) * _SPREAD
        mixed ^= mixed >> np.uint64(29)
    return np.unique(mixed)


@lru_cache(maxsize=1 << 16)
def _hash_word(word: str) -> int:
    digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "little")


def _read_shingles(
    texts: Iterable[tuple[ArticleId, str]],
) -> tuple[list[ArticleId], list[Hashes]]:
    # An id is made from its text: a second printing of the same id says nothing new.
    found: dict[ArticleId, Hashes] = {}
    for article_id, text in texts:
        if article_id not in found:
            found[article_id] = hash_shingles(text)
    return list(found), list(found.values())


def _buckets(shingles: list[Hashes]) -> Iterator[list[int]]:
    """Yield the groups of articles that agree in one band of their signatures."""
    signatures = _make_signatures(shingles)
    for band in range(_BANDS):
        rows = signatures[:, band * _ROWS : (band + 1) * _ROWS]
        keys = (rows[:, 0] << np.uint64(32)) | rows[:, 1]
        order = np.argsort(keys, kind="stable")
        starts = np.flatnonzero(np.diff(keys[order])) + 1
        for members in np.split(order, starts):
            if len(members) > 1:
                yield members.tolist()


def _make_signatures(shingles: list[Hashes]) -> Hashes:
    """Return the MinHash signatures, (articles, bands x rows), values below 2^32."""
    from datasketch import MinHash

    size = _BANDS * _ROWS
    signatures = np.zeros((len(shingles), size), dtype=np.uint64)
    empty = MinHash(num_perm=size, seed=_SEED, hashfunc=_low_half)
    for row, hashes in enumerate(shingles):
        sketch = empty.copy()
        sketch.update_batch(hashes)
        signatures[row] = sketch.hashvalues
    return signatures


def _low_half(value: int) -> int:
    """Cut a hash to the 32 bits that datasketch permutes."""
    return int(value) & 0xFFFFFFFF


def _join_similar(
    bucket: list[int], shingles: list[Hashes], *, components: _Components, threshold: float
) -> None:
    # What is joined already needs no proof: a bucket of known reprints costs one pass.
    if len({components.root(member) for member in bucket}) == 1:
        return
    for first, second in combinations(bucket, 2):
        if components.joined(first, second):
            continue
        if containment(shingles[first], shingles[second]) >= threshold:
            components.join(first, second)


class _Components:
    """Connected components of a growing graph (union by the smaller number, path halving)."""

    def __init__(self, size: int) -> None:
        self._parents = list(range(size))

    def root(self, node: int) -> int:
        while self._parents[node] != node:
            self._parents[node] = self._parents[self._parents[node]]
            node = self._parents[node]
        return node

    def joined(self, first: int, second: int) -> bool:
        return self.root(first) == self.root(second)

    def join(self, first: int, second: int) -> None:
        low, high = sorted((self.root(first), self.root(second)))
        self._parents[high] = low


def _name_stories(ids: list[ArticleId], components: _Components) -> dict[ArticleId, StoryId]:
    names: dict[int, ArticleId] = {}
    for number, article_id in enumerate(ids):
        root = components.root(number)
        names[root] = min(names.get(root, article_id), article_id)
    return {
        article_id: StoryId(names[components.root(number)]) for number, article_id in enumerate(ids)
    }
