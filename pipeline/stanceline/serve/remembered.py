"""Answers kept for the next reader: the last few, and each made once even when many ask."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

Answer = TypeVar("Answer")


@dataclass(slots=True)
class Remembered:
    """The last ``most`` answers by key."""

    most: int = 256
    _made: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)
    _making: dict[Hashable, Lock] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """Return the answer of a key; who asks while it is made waits for it."""
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                found: Answer = self._made[key]
                return found
            turn = self._making.setdefault(key, Lock())
        with turn:
            with self._lock:
                if key in self._made:
                    kept: Answer = self._made[key]
                    return kept
            return self._keep(key, make())

    def _keep(self, key: Hashable, answer: Answer) -> Answer:
        with self._lock:
            self._made[key] = answer
            self._making.pop(key, None)
            while len(self._made) > self.most:
                self._made.popitem(last=False)
        return answer
