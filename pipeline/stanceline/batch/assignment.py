"""What a worker of any runner holds: a chain of specs, and since when it is at the first."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field

from stanceline.batch.specs import Spec


@dataclass(kw_only=True)
class Assignment:
    """A chain whose first spec is being worked on; it is empty while the worker is idle."""

    chain: deque[Spec] = field(default_factory=deque)
    since: float = 0.0

    @property
    def is_late(self) -> bool:
        """Say whether the first spec takes longer than it may."""
        limit_s = self.chain[0]["limit_s"] if self.chain else 0.0
        return bool(limit_s) and time.monotonic() - self.since > limit_s

    @property
    def lateness(self) -> str:
        """What is said of a late one."""
        return f"took longer than {self.chain[0]['limit_s']:.0f} s"

    def start_clock(self, *, grace_s: float = 0.0) -> None:
        """Begin to count the time of the first spec, now or when a time of grace is over."""
        self.since = time.monotonic() + grace_s
