"""The one model of the site: loaded when first asked for, and asked by one reader at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from stanceline.flow import Flow


@dataclass(slots=True)
class ModelDesk:
    """Where texts are handed in; who comes while another is served waits in line.

    A model uses every core by itself: two readings at once would only slow each other.
    """

    make: Callable[[], Flow]
    _flow: Flow | None = None
    _lock: Lock = field(default_factory=Lock)

    def load(self) -> Flow:
        """Return the model, loaded once.

        Raises:
            ModelError: it cannot be loaded.

        """
        with self._lock:
            if self._flow is None:
                self._flow = self.make()
            return self._flow

    @contextmanager
    def model(self) -> Iterator[Flow]:
        """Hold the model while texts are read."""
        flow = self.load()
        with self._lock:
            yield flow
