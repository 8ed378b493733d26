"""What was made last of each key; the longest unused is forgotten first."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Recent(Generic[T]):
    """At most ``most`` things by their keys.

    >>> kept = Recent[int](most=2)
    >>> for key in "aba":
    ...     kept.keep(key, len(kept.by_key))
    >>> kept.keep("c", 2)
    >>> list(kept.by_key)
    ['a', 'c']
    """

    most: int
    by_key: OrderedDict[str, T] = field(default_factory=OrderedDict, init=False, repr=False)

    def get(self, key: str) -> T | None:
        """Return what is kept under a key, which counts as used."""
        if key in self.by_key:
            self.by_key.move_to_end(key)
        return self.by_key.get(key)

    def keep(self, key: str, made: T) -> None:
        """Keep a thing, and forget the longest unused where that is one too many."""
        self.by_key[key] = made
        self.by_key.move_to_end(key)
        if len(self.by_key) > self.most:
            self.by_key.popitem(last=False)
