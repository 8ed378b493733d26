"""Stories: the printings of one text, found across a corpus.

Two texts are one story when the word 5-grams of the shorter stand in the longer to at least the
threshold (Broder 1997, containment). Candidates come from MinHash signatures cut into bands
(Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4), so that no pair of unrelated
texts is ever compared.
"""

from __future__ import annotations

import os
import re
import tempfile
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations
from typing import Self, TypeAlias

import numpy as np
import numpy.typing as npt

from stanceline.records import ArticleId, StoryId

Hashes: TypeAlias = npt.NDArray[np.uint32]

_SHINGLE_WORDS = 5
# Chinese and Japanese have no spaces; each of their characters counts as a word.
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")
# 64 bands of 2 rows find a pair of Jaccard similarity s with probability 1 - (1 - s^2)^64: 99.8%
# at 0.3 and 93% at 0.2 (a reprint of a fifth of the text); unrelated articles stay under 0.01.
_BANDS, _ROWS = 64, 2
_SEED = 1
# A text shorter than the other by more than this is looked for at the other's beginning.
_CUT = 3
_LARGEST_BUCKET, _NEIGHBOURS = 500, 50
# Any odd number spreads; this one is 2^64 divided by the golden ratio.
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


def group_stories(
    texts: Iterable[tuple[ArticleId, str]], *, threshold: float = 0.6
) -> dict[ArticleId, StoryId]:
    """Give every article the story it is a printing of: the smallest article id among them.

    Whether two texts are printings of one depends on the two alone, so that neither the order in
    which they come nor what came in an earlier run matters. Signatures are held, half a kilobyte
    an article; shingles wait in a temporary file.
    """
    if not 0.0 < threshold <= 1.0:
        raise ValueError(f"threshold must be in (0, 1], got {threshold}")
    with ShingleFile() as shingles:
        ids, signatures = _read(texts, shingles)
        components = _Components(len(ids))
        for bucket in _buckets(signatures):
            for first, second in _pairs(bucket, signatures):
                # What is joined already needs no proof: a bucket of reprints costs one pass.
                if not components.joined(first, second) and are_printings(
                    shingles.read(first), shingles.read(second), threshold=threshold
                ):
                    components.join(first, second)
    return _name_stories(ids, components)


def are_printings(first: Hashes, second: Hashes, *, threshold: float) -> bool:
    """Say whether two texts, as their shingles in order, are printings of one.

    A text that is under a third of the other must be its beginning: papers cut from the end, and
    a round-up that holds many stories must not make one of them.
    """
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) * _CUT < len(longer):
        longer = longer[: len(shorter) * 5 // 4]
    return containment(np.unique(shorter), np.unique(longer)) >= threshold


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
    """Return the hashes of a text's word 5-grams in order; of all of it when it is shorter.

    32 bits are kept: among the shingles of two articles, one in ten million is taken for another.
    """
    words = [_hash_word(word) for word in _TOKEN.findall(text.casefold())]
    if not words:
        return np.zeros(0, dtype=np.uint32)
    size = min(_SHINGLE_WORDS, len(words))
    windows = np.lib.stride_tricks.sliding_window_view(np.array(words, dtype=np.uint64), size)
    mixed = np.zeros(len(windows), dtype=np.uint64)
    for column in range(size):
        # Wraps around at 2^64 on purpose; the shift lets high bits reach the low ones.
        mixed = (mixed ^ windows[:, column]) * _SPREAD
        mixed ^= mixed >> np.uint64(29)
    return (mixed >> np.uint64(32)).astype(np.uint32)


@lru_cache(maxsize=1 << 16)
def _hash_word(word: str) -> int:
    digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "little")


def _read(
    texts: Iterable[tuple[ArticleId, str]], shingles: ShingleFile
) -> tuple[list[ArticleId], Hashes]:
    """Read texts into ids and signatures, (articles, bands x rows), and their shingles to disk."""
    from datasketch import MinHash

    empty = MinHash(num_perm=_BANDS * _ROWS, seed=_SEED, hashfunc=int)
    # An id is made from its text: a second printing of the same id says nothing new.
    places: dict[ArticleId, int] = {}
    signatures: list[Hashes] = []
    for article_id, text in texts:
        if article_id in places:
            continue
        hashes = hash_shingles(text)
        places[article_id] = shingles.append(hashes)
        sketch = empty.copy()
        sketch.update_batch(np.unique(hashes))
        signatures.append(sketch.hashvalues.astype(np.uint32))
    shape = (len(signatures), _BANDS * _ROWS)
    return list(places), np.array(signatures, dtype=np.uint32).reshape(shape)


def _buckets(signatures: Hashes) -> Iterator[list[int]]:
    """Yield the groups of articles that agree in one band of their signatures."""
    for band in range(_BANDS):
        rows = signatures[:, band * _ROWS : (band + 1) * _ROWS].astype(np.uint64)
        keys = (rows[:, 0] << np.uint64(32)) | rows[:, 1]
        order = np.argsort(keys, kind="stable")
        changes = np.flatnonzero(np.diff(keys[order])) + 1
        starts = np.concatenate(([0], changes))
        ends = np.concatenate((changes, [len(order)]))
        for group in np.flatnonzero(ends - starts > 1):
            yield order[starts[group] : ends[group]].tolist()


def _pairs(bucket: list[int], signatures: Hashes) -> Iterator[tuple[int, int]]:
    """Yield the pairs of a bucket to compare.

    Texts from one template can fill a bucket by the thousand and be no printings of each other.
    Such a bucket is put in the order of its signatures, which does not depend on the order of
    arrival, and each text is compared with its neighbours only.
    """
    if len(bucket) <= _LARGEST_BUCKET:
        yield from combinations(bucket, 2)
        return
    ordered = sorted(bucket, key=lambda number: signatures[number].tobytes())
    for place, first in enumerate(ordered):
        for second in ordered[place + 1 : place + 1 + _NEIGHBOURS]:
            yield first, second


class ShingleFile:
    """The shingles of texts in a temporary file, four bytes each, found by number."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="stanceline-")  # noqa: SIM115 - closed in exit
        self._ends = array("Q", [0])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def append(self, hashes: Hashes) -> int:
        """Write a text's shingles; return its number."""
        self._file.write(hashes.tobytes())
        self._ends.append(self._ends[-1] + hashes.nbytes)
        return len(self._ends) - 2

    def read(self, number: int) -> Hashes:
        """Read a text's shingles."""
        start, end = self._ends[number], self._ends[number + 1]
        self._file.flush()
        raw = os.pread(self._file.fileno(), end - start, start)
        return np.frombuffer(raw, dtype=np.uint32)


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
