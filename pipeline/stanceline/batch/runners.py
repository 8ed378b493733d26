"""Who does the specs: a plain loop, or the runner that the settings name."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from stanceline.batch.specs import Chain, Receipt
from stanceline.batch.stopping import Stop
from stanceline.batch.work import run_shard, work_on
from stanceline.batch.workbench import Workbench, put_all_away
from stanceline.config import BatchSettings


class Runner(Protocol):
    """Does chains of specs, the specs of a chain in order; leaves off when a stop is wanted."""

    @property
    def workers(self) -> int:
        """How many specs are worked on at once."""
        ...

    def __call__(self, chains: Sequence[Chain], stop: Stop) -> Iterator[Receipt]:
        """Yield a receipt for every spec that was worked on, as they come."""
        ...

    def __enter__(self) -> Self:
        """Get ready."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the workers go."""
        ...


@dataclass
class Loop:
    """One shard after the other in this process; ``bench`` stands in for what the specs name.

    Nothing protects this process from a shard that kills it: that is what workers are for.
    """

    bench: Workbench | None = None
    workers: int = field(default=1, init=False)

    def __call__(self, chains: Sequence[Chain], stop: Stop) -> Iterator[Receipt]:
        """Yield the receipts in order."""
        for chain in chains:
            for spec in chain:
                if stop.is_wanted:
                    return
                yield work_on(spec, self.bench) if self.bench else run_shard(spec)

    def __enter__(self) -> Self:
        """Need nothing."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close what was being read."""
        if self.bench:
            self.bench.put_away()
        else:
            put_all_away()


def make_runner(settings: BatchSettings) -> Runner:
    """Make the runner that the settings name.

    Raises:
        MissingExtraError: the engine is not installed.

    """
    workers = settings.workers or count_cores()
    if settings.engine == "ray":
        from stanceline.batch.ray_runner import RayRunner

        return RayRunner(workers=settings.workers, address=settings.ray_address)
    from stanceline.batch.pool import WorkerPool

    return WorkerPool(workers=workers)


def count_cores() -> int:
    """Count the cores this process may use, as affinity and a container's quota allow."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(cores or 1, _quota() or cores or 1))


def _quota() -> int:
    """Return the cores of the control group's quota, rounded up; 0 where there is none."""
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return 0
    return 0 if quota == "max" else -(-int(quota) // int(period))
