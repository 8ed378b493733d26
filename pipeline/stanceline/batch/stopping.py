"""Stop gently: the first signal lets the shards at work finish and commit, the second stops."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

# Ctrl-C, and what Slurm, Kubernetes and systemd send before they kill.
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass
class Stop:
    """Whether somebody asked to stop."""

    is_wanted: bool = False

    def check(self) -> None:
        """Stop here if somebody asked to.

        Raises:
            KeyboardInterrupt: somebody did; everything done so far is committed.

        """
        if self.is_wanted:
            raise KeyboardInterrupt


@contextmanager
def stopping_gently(stop: Stop, say: Callable[[str], None]) -> Iterator[None]:
    """Take the first signal as a wish, and the second as it is meant."""

    def wish(_number: int, _frame: FrameType | None) -> None:
        if stop.is_wanted:
            raise KeyboardInterrupt
        stop.is_wanted = True
        say("stopping: the shards at work are finished and committed; once more stops at once")

    if threading.current_thread() is not threading.main_thread():
        # Signals belong to the main thread; whoever runs us elsewhere stops us in another way.
        yield
        return
    before = {number: signal.signal(number, wish) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
