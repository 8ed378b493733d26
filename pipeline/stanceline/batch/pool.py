"""Worker processes that are watched: one that dies or hangs is replaced, and its shard tried again.

Each worker is a fresh interpreter with one thread and a pipe of its own, so that it is always known
which shard a death belongs to, and no other worker loses its models over it.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Self

from stanceline.batch.assignment import Assignment
from stanceline.batch.attempts import blame
from stanceline.batch.specs import Chain, Receipt, name_spec
from stanceline.batch.stopping import Stop
from stanceline.batch.work import run_shard
from stanceline.batch.workbench import put_all_away
from stanceline.errors import RunDirectoryError

_LOG = logging.getLogger(__name__)
# What decides how many threads the numeric libraries start, read when they are loaded.
_ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
# So many deaths in a row with nothing finished between them: it is not the shards.
_HOPELESS_DEATHS = {"identify": 5, "ingest": 60, "extract": 60, "score": 60}
_LOOK_EVERY_S = 1.0
# What an interpreter and our code may take to start, on a machine that others keep busy.
_GRACE_S = 120.0


@dataclass
class _Worker(Assignment):
    """A process, the pipe to it, and what it is working on."""

    process: BaseProcess
    pipe: Connection
    is_up: bool = False

    def begin(self) -> None:
        """Send the spec at the head of the chain; its time counts once the process is up."""
        self.start_clock(grace_s=0.0 if self.is_up else _GRACE_S)
        self.pipe.send(self.chain[0])


@dataclass
class WorkerPool:
    """A number of worker processes on this machine."""

    workers: int
    _pool: list[_Worker] = field(default_factory=list, init=False, repr=False)
    _deaths: int = field(default=0, init=False, repr=False)

    def __call__(self, chains: Sequence[Chain], stop: Stop) -> Iterator[Receipt]:
        """Yield receipts as they come; a worker that dies is replaced and begins its spec again.

        Raises:
            RunDirectoryError: workers die one after the other and nothing is ever finished.

        """
        todo = deque(deque(chain) for chain in chains if chain)
        self._fill(min(self.workers, len(todo)))
        while True:
            for worker in self._pool:
                if not worker.chain and todo and not stop.is_wanted:
                    worker.chain = todo.popleft()
                    _begin(worker)
            busy = [worker for worker in self._pool if worker.chain]
            if not busy:
                return
            yield from self._hear(busy, stop)

    def __enter__(self) -> Self:
        """Start workers when there is work."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let idle workers end by themselves and end the others."""
        for worker in self._pool:
            worker.pipe.close()
            if worker.chain:
                worker.process.kill()
        for worker in self._pool:
            worker.process.join(timeout=5)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
        self._pool.clear()

    def _fill(self, count: int) -> None:
        self._pool += [_start() for _ in range(count - len(self._pool))]

    def _hear(self, busy: Sequence[_Worker], stop: Stop) -> Iterator[Receipt]:
        """Take what workers say within a moment; see to those that died or take too long."""
        of_pipe = {worker.pipe: worker for worker in busy}
        ready = list(wait(list(of_pipe), timeout=_LOOK_EVERY_S))
        for pipe in ready:
            worker = of_pipe[pipe]  # type: ignore[index]  # only pipes were waited for
            try:
                receipt: Receipt | None = worker.pipe.recv()
            except (EOFError, OSError):
                self._replace(worker, "died")
                continue
            if receipt is None:
                worker.is_up = True
                worker.start_clock()
                continue
            self._deaths = 0
            worker.chain.popleft()
            if worker.chain and not stop.is_wanted:
                _begin(worker)
            else:
                worker.chain.clear()
            yield receipt
        for worker in busy:
            if worker.chain and worker.is_late:
                worker.process.kill()
                # What it was at is read when it can no longer write.
                worker.process.join()
                blame(worker.chain[0], worker.lateness)
                self._replace(worker, worker.lateness)

    def _replace(self, worker: _Worker, what: str) -> None:
        """Put a new process in the place of a worker and give it the same chain."""
        worker.pipe.close()
        worker.process.join()
        self._deaths += 1
        doing = name_spec(worker.chain[0])
        _LOG.warning("worker %s %s in the %s", worker.process.pid, what, doing)
        if self._deaths > _HOPELESS_DEATHS[worker.chain[0]["stage"]]:
            raise RunDirectoryError(
                f"{self._deaths} workers died without finishing anything, the last in the {doing}; "
                "look for 'Out of memory' in the system's log, or use fewer --workers"
            )
        fresh = _start()
        worker.process, worker.pipe, worker.is_up = fresh.process, fresh.pipe, False
        _begin(worker)


def _begin(worker: _Worker) -> None:
    try:
        worker.begin()
    except OSError:
        # It died while idle: hearing from it finds that out and replaces it.
        return


def _start() -> _Worker:
    # A fresh interpreter: a fork would copy locks that this process's threads hold.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    with _environment(_ONE_THREAD):
        process = context.Process(target=_work, args=(theirs,), daemon=True, name="stanceline")
        process.start()
    theirs.close()
    return _Worker(process, ours)


def _work(pipe: Connection) -> None:
    """Say that this process is up; do specs until the driver closes the pipe or is gone."""
    # Both reach the whole group; the driver says when to stop, and its end closes the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        pipe.send(None)
        while True:
            pipe.send(run_shard(pipe.recv()))
    except (EOFError, OSError):
        put_all_away()


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Set variables for a process that is started meanwhile; what the user set stands."""
    fresh = {name: value for name, value in values.items() if name not in os.environ}
    os.environ.update(fresh)
    try:
        yield
    finally:
        for name in fresh:
            del os.environ[name]
