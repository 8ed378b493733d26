"""A slice of a run: the part that one task of a job array does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from stanceline.errors import SettingsError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Slice:
    """Part ``number``, from 1, of ``count`` parts."""

    number: int
    count: int

    def of(self, items: Sequence[T]) -> list[T]:
        """Take this part: neighbours, so that files are read in one pass.

        >>> [Slice(number, 3).of("abcdefgh") for number in (1, 2, 3)]
        [['a', 'b'], ['c', 'd', 'e'], ['f', 'g', 'h']]
        """
        first = len(items) * (self.number - 1) // self.count
        last = len(items) * self.number // self.count
        return list(items[first:last])


def parse_slice(text: str) -> Slice:
    """Read ``3/16`` as the third of sixteen.

    Raises:
        SettingsError: it is not a part of a whole.

    """
    number, _, count = text.partition("/")
    if not (number.isdigit() and count.isdigit() and 1 <= int(number) <= int(count)):
        raise SettingsError(f"--shards {text}: expected I/N with I from 1 to N, as in 3/16")
    return Slice(int(number), int(count))
