"""How a run tells what it is doing, without knowing who listens."""

from __future__ import annotations

from typing import Protocol

from stanceline.batch.specs import Receipt


class Progress(Protocol):
    """Listens to a run: a stage begins with a number of shards, then they finish one by one."""

    def start(self, stage: str, total: int, *, done: int) -> None:
        """Begin a stage of ``total`` shards, ``done`` of which were finished before."""
        ...

    def advance(self, stage: str, receipt: Receipt | None = None) -> None:
        """Say that one more shard of the stage is dealt with, and what became of it."""
        ...

    def say(self, message: str) -> None:
        """Tell something worth a line."""
        ...


class Silence:
    """Progress that nobody listens to."""

    def start(self, stage: str, total: int, *, done: int) -> None:
        """Hear nothing."""

    def advance(self, stage: str, receipt: Receipt | None = None) -> None:
        """Hear nothing."""

    def say(self, message: str) -> None:
        """Hear nothing."""
