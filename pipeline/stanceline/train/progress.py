"""How training tells what it is doing, without knowing who listens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Listens: a stage begins with a number of steps, then they are done one by one."""

    def start(self, stage: str, total: int, *, done: int) -> None:
        """Begin a stage of ``total`` steps, ``done`` of which were done before."""
        ...

    def advance(self, stage: str) -> None:
        """Say that one more step of the stage is done."""
        ...

    def say(self, message: str) -> None:
        """Tell something worth a line."""
        ...


class Silence:
    """Progress that nobody listens to."""

    def start(self, stage: str, total: int, *, done: int) -> None:
        """Hear nothing."""

    def advance(self, stage: str) -> None:
        """Hear nothing."""

    def say(self, message: str) -> None:
        """Hear nothing."""
