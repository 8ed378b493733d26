"""Large feeds, cut into their entries without being held in memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from stanceline.ingest.limits import LARGEST_DOCUMENT
from stanceline.ingest.refusals import RefusalError

_CHUNK = 1 << 20
# A tag's name and what can follow it; a tag that a chunk cuts in two is shorter than this.
_LONGEST_TAG = 1 << 10
_OPENING = re.compile(rb"<((?:[\w-]+:)?(?:item|entry))[\s/>]", re.IGNORECASE)
_CDATA, _CDATA_END = b"<![CDATA[", re.compile(rb"\]\]>")
_ROOT = re.compile(rb"<([A-Za-z][\w:.-]*)")
_PROLOG = re.compile(rb"<\?.*?\?>|<!--.*?-->|<![A-Za-z].*?>", re.DOTALL)
_CHANNEL = re.compile(rb"<((?:[\w-]+:)?channel)[\s>]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The bytes of one entry, and those of the feed before its first entry."""

    head: bytes
    entry: bytes


def count_entry_tags(handle: BinaryIO) -> int:
    """Count the tags that open an entry, wherever they stand."""
    count, kept = 0, b""
    while chunk := handle.read(_CHUNK):
        text = kept + chunk
        count += sum(1 for _ in _OPENING.finditer(text))
        # A tag cut in two is found with the next chunk; a whole one must not be found twice.
        kept = text[-12:] if not _OPENING.search(text[-12:]) else b""
    return count


def cut_entries(handle: BinaryIO, *, locator: str) -> Iterator[Piece]:
    """Yield a feed's entries one by one.

    Raises:
        RefusalError: an entry is too large, or the feed ends within one.

    """
    window = _Window(handle, locator=locator)
    opening = window.find(_OPENING)
    head = window.take(opening.start() if opening else None)[:_CHUNK]
    while opening:
        name = opening[1]
        yield Piece(head=head, entry=window.take(_find_end(window, name)))
        opening = window.find(_OPENING)
        window.take(opening.start() if opening else None)


def join_pieces(pieces: Sequence[Piece]) -> bytes:
    """Make a feed of its head and some of its entries."""
    head = pieces[0].head
    return head + b"\n".join(piece.entry for piece in pieces) + _closing(head)


def batched(pieces: Iterable[Piece], *, size: int) -> Iterator[list[Piece]]:
    """Yield lists of up to ``size`` pieces; an error comes after the pieces before it."""
    iterator = iter(pieces)
    while True:
        batch: list[Piece] = []
        try:
            batch.extend(islice(iterator, size))
        except RefusalError:
            # islice has put what came before the error into the batch already.
            if batch:
                yield batch
            raise
        if not batch:
            return
        yield batch


def _closing(head: bytes) -> bytes:
    """Return the end tags of what a feed's head leaves open."""
    root = _ROOT.search(_PROLOG.sub(b"", head))
    channel = _CHANNEL.search(head)
    names = [root[1]] if root else []
    # In RSS 1.1 the channel is the root.
    if channel and channel[1] not in names and b"</" + channel[1] not in head:
        names.append(channel[1])
    return b"".join(b"</" + name + b">" for name in reversed(names))


def _find_end(window: _Window, name: bytes) -> int:
    """Return where the entry at the window's start ends; CDATA in it may hold the same tags."""
    token = re.compile(rb"<!\[CDATA\[|</" + re.escape(name) + rb"\s*>")
    inside = 0
    while True:
        found = window.find(token, inside=inside)
        if found is not None and found[0] != _CDATA:
            return found.end()
        end = window.find(_CDATA_END, inside=window.inside(found)) if found else None
        if end is None:
            raise window.refuse("broken off", "ends within an entry")
        inside = window.inside(end)


class _Window:
    """The part of a stream that is looked at; it grows up to the size of a document."""

    def __init__(self, handle: BinaryIO, *, locator: str) -> None:
        self._handle = handle
        self._locator = locator
        self._bytes = b""
        self._start = 0

    def find(self, pattern: re.Pattern[bytes], *, inside: int = 0) -> re.Match[bytes] | None:
        """Search from ``inside`` bytes after the start on, reading more while nothing is found.

        Raises:
            RefusalError: nothing is found within the size of a document.

        """
        while True:
            found = pattern.search(self._bytes, self._start + inside)
            if found:
                return found
            size = len(self._bytes) - self._start
            inside = max(inside, size - _LONGEST_TAG)
            if size > LARGEST_DOCUMENT:
                raise self.refuse("too large", f"has over {size:,} bytes in or between entries")
            if not self._grow():
                return None

    def inside(self, found: re.Match[bytes]) -> int:
        """Return where a match ends, counted from the start."""
        return found.end() - self._start

    def take(self, end: int | None) -> bytes:
        """Take the bytes before a place off the window, or all there are."""
        end = len(self._bytes) if end is None else end
        taken = self._bytes[self._start : end]
        self._start = end
        return taken

    def refuse(self, kind: str, problem: str) -> RefusalError:
        """Say what is wrong with the feed."""
        return RefusalError(kind, self._locator, f"the feed {problem}")

    def _grow(self) -> bool:
        chunk = self._handle.read(_CHUNK)
        self._bytes = self._bytes[self._start :] + chunk
        self._start = 0
        return bool(chunk)
