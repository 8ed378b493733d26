"""Workers on a Ray cluster, one here or one somewhere: Ray places them and replaces the dead.

Ray schedules and nothing else: rows never pass through it, what is committed are files that every
machine sees. A worker is given work only once it has answered, so that one that waits for room on
a full or broken cluster holds nothing up.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from stanceline.batch.assignment import Assignment
from stanceline.batch.attempts import blame
from stanceline.batch.runners import count_cores
from stanceline.batch.specs import Chain, Receipt, Spec
from stanceline.batch.stopping import Stop
from stanceline.batch.work import run_shard
from stanceline.errors import MissingExtraError, RunDirectoryError

# Specs and receipts are all that Ray carries.
_OBJECT_STORE_BYTES = 300 * 2**20
_LOOK_EVERY_S = 1.0


class ShardActor:
    """A worker: a process of one core that keeps its models."""

    def ping(self) -> None:
        """Answer."""

    def run(self, spec: Spec) -> Receipt:
        """Do one shard."""
        return run_shard(spec)


@dataclass
class _Worker(Assignment):
    """An actor, what it was asked, and what is left of its chain."""

    actor: Any
    asked: Any
    is_ready: bool = False


@dataclass
class RayRunner:
    """Actors of one core each; 0 workers are as many as the cluster has cores.

    ``address`` is that of a cluster; without one a cluster is started on this machine.
    """

    workers: int
    address: str = ""
    _pool: list[_Worker] = field(default_factory=list, init=False, repr=False)

    def __enter__(self) -> Self:
        """Connect to the cluster, or start one.

        Raises:
            MissingExtraError: Ray is not installed.
            RunDirectoryError: the cluster cannot be reached.

        """
        try:
            import ray
        except ImportError as error:
            raise MissingExtraError("ray", "ray") from error
        quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "warning"}
        try:
            if self.address:
                ray.init(address=self.address, **quiet)
            else:
                ray.init(
                    address="local",
                    num_cpus=self.workers or count_cores(),
                    object_store_memory=_OBJECT_STORE_BYTES,
                    include_dashboard=False,
                    **quiet,
                )
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise RunDirectoryError(f"no Ray cluster at {self.address!r}: {error}") from error
        self.workers = self.workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
        return self

    def __exit__(self, *_: object) -> None:
        """Let the actors go, and the cluster if it was started here."""
        import ray

        for worker in self._pool:
            ray.kill(worker.actor)
        self._pool.clear()
        ray.shutdown()

    def __call__(self, chains: Sequence[Chain], stop: Stop) -> Iterator[Receipt]:
        """Yield receipts as they come; what a dead worker held is done by another."""
        todo = deque(deque(chain) for chain in chains if chain)
        self._fill(min(self.workers, len(todo)))
        while todo or any(worker.chain for worker in self._pool):
            for worker in self._pool:
                if worker.is_ready and not worker.chain and todo and not stop.is_wanted:
                    worker.chain = todo.popleft()
                    self._ask(worker)
            if stop.is_wanted and not any(worker.chain for worker in self._pool):
                return
            yield from self._hear(todo, stop)

    def _fill(self, count: int) -> None:
        import ray

        make = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=0)(ShardActor)
        for _ in range(count - len(self._pool)):
            actor = make.remote()
            self._pool.append(_Worker(actor, actor.ping.remote()))

    def _ask(self, worker: _Worker) -> None:
        worker.start_clock()
        worker.asked = worker.actor.run.remote(worker.chain[0])

    def _hear(self, todo: deque[deque[Spec]], stop: Stop) -> Iterator[Receipt]:
        import ray
        from ray.exceptions import RayActorError

        asked = {worker.asked: worker for worker in self._pool if worker.asked is not None}
        ready, _ = ray.wait(list(asked), timeout=_LOOK_EVERY_S)
        for reference in ready:
            worker = asked[reference]
            worker.asked = None
            try:
                answer = ray.get(reference)
            except RayActorError:
                self._give_back(worker, todo)
                continue
            if not worker.chain:
                worker.is_ready = True
                continue
            worker.chain.popleft()
            if worker.chain and not stop.is_wanted:
                self._ask(worker)
            else:
                worker.chain = deque()
            yield answer
        for worker in self._pool:
            if worker.is_late:
                blame(worker.chain[0], worker.lateness)
                # It comes back with nothing at hand, and hearing that it died does the rest.
                ray.kill(worker.actor, no_restart=False)

    def _give_back(self, worker: _Worker, todo: deque[deque[Spec]]) -> None:
        """Return what a dead worker held, and wait until Ray has put another in its place."""
        if worker.chain:
            todo.appendleft(worker.chain)
        worker.chain, worker.is_ready = deque(), False
        worker.asked = worker.actor.ping.remote()
