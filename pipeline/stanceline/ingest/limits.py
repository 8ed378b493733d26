"""How much one input may take: lines, documents, and what packed bytes may grow to.

Inputs are hostile. Whatever is over a limit is a rejection that names the limit, never a part
that is read in silence.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from lzma import LZMAError
from typing import BinaryIO, TextIO

from stanceline.ingest.refusals import RefusalError

# A book has a million characters; a line of sixteen million is no article.
LONGEST_LINE = 1 << 24
# What is read whole: the largest news pages measured have 5 MB, the largest feeds are streamed.
LARGEST_DOCUMENT = 1 << 24
# A tag costs the parser about a kilobyte over all its copies; real pages have under 50,000.
MOST_TAGS = 200_000
# One member of an archive is spooled to disk before it is read.
LARGEST_MEMBER = 1 << 32
# Text packs ten to one, a table of zeros a thousand to one; small files may grow to the floor.
_LARGEST_RATIO = 200
_CHUNK = 1 << 20
_BUDGET_FLOOR = 1 << 28
# Archives in archives in archives: more is a trick.
DEEPEST_LAYER = 4

# What the unpacking libraries raise when packed bytes are damaged or end early.
DAMAGED = (EOFError, zlib.error, LZMAError, OSError)


class Budget:
    """What all layers of one packed input may grow to together, in bytes."""

    def __init__(self, packed_bytes: int, *, locator: str) -> None:
        self._left = self._limit = max(_BUDGET_FLOOR, _LARGEST_RATIO * packed_bytes)
        self._locator = locator

    def spend(self, count: int) -> None:
        """Take bytes that were unpacked.

        Raises:
            RefusalError: nothing is left.

        """
        self._left -= count
        if self._left < 0:
            raise RefusalError(
                "bomb",
                self._locator,
                f"unpacks to more than {self._limit:,} bytes, a decompression bomb",
                remedy=f"unpacked input may be {_LARGEST_RATIO} times the packed one",
            )


class BudgetedReader(io.RawIOBase):
    """A stream of unpacked bytes that stops at a budget."""

    def __init__(self, unpacked: BinaryIO, budget: Budget, *, packed: BinaryIO) -> None:
        self._unpacked = unpacked
        self._packed = packed
        self._budget = budget

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read the next bytes into a buffer."""
        # read1 gives what comes before damage; read would lose it.
        found = self._unpacked.read1(len(buffer))  # type: ignore[attr-defined]
        self._budget.spend(len(found))
        buffer[: len(found)] = found
        return len(found)

    def close(self) -> None:
        """Close the streams below too."""
        self._unpacked.close()
        self._packed.close()
        super().close()


def read_whole(handle: BinaryIO, *, locator: str, limit: int = LARGEST_DOCUMENT) -> bytes:
    """Read a document that has to be in memory at once.

    Raises:
        RefusalError: it is larger than the limit.

    """
    content = bytearray()
    # Streams that decode may give less than is asked for before they end.
    while chunk := handle.read(min(_CHUNK, limit + 1 - len(content))):
        content += chunk
    if len(content) > limit:
        raise RefusalError(
            "too large",
            locator,
            f"the document has more than {limit:,} bytes",
            remedy="cut it into articles, or write one a line as JSON Lines",
        )
    return bytes(content)


def bounded_lines(handle: TextIO, *, limit: int = LONGEST_LINE) -> Iterator[str | int]:
    """Yield lines with their ends; of one that is too long only its length, never its text."""
    while line := handle.readline(limit):
        if len(line) < limit or line.endswith("\n"):
            yield line
            continue
        length = len(line)
        while line and not line.endswith("\n"):
            line = handle.readline(limit)
            length += len(line)
        yield length


def refuse_line(length: int, *, locator: str) -> RefusalError:
    """Say that a line is too long to be read."""
    return RefusalError(
        "too long",
        locator,
        f"the line has {length:,} characters",
        remedy=f"a line may have {LONGEST_LINE:,}",
    )
