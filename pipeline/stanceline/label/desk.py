"""The desk of a coder: which passage comes next, and what is written down.

Nobody sees what another coder or the model said: second readings are blind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stanceline.errors import LabelError
from stanceline.label.annotations import ADJUDICATED, Annotation
from stanceline.label.log import LabelLog
from stanceline.label.tasks import Task
from stanceline.records import Label, PassageId


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many passages a coder has labelled, and how many wait for them."""

    done: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Desk:
    """The tasks of a sample and the log their labels go to."""

    tasks: Sequence[Task]
    log: LabelLog

    def progress(self, coder: str) -> Progress:
        """Say how far a coder is."""
        standing = self.log.read()
        ours = {task.passage_id for task in self.tasks}
        done = sum(a.coder == coder and a.passage_id in ours for a in standing)
        return Progress(done=done, waiting=len(self._open(coder, standing)))

    def next_task(self, coder: str, *, after: str = "") -> Task | None:
        """Return the next passage that waits for a coder, going round from ``after``."""
        waiting = self._open(coder, self.log.read())
        order = {task.passage_id: number for number, task in enumerate(self.tasks)}
        last = order.get(PassageId(after), -1)
        later = [task for task in waiting if order[task.passage_id] > last]
        return next(iter([*later, *waiting]), None)

    def task(self, passage_id: str) -> Task:
        """Return the task of a passage.

        Raises:
            LabelError: the sample has no such passage.

        """
        for task in self.tasks:
            if task.passage_id == passage_id:
                return task
        raise LabelError(f"passage {passage_id!r} is not in the sample")

    def give(
        self,
        coder: str,
        passage_id: str,
        label: Label,
        *,
        at: datetime,
        seconds: float | None = None,
        comment: str = "",
    ) -> Annotation:
        """Write a label down; when this returns it is on the disk.

        Raises:
            LabelError: the sample has no such passage.

        """
        task = self.task(passage_id)
        annotation = Annotation(
            passage_id=task.passage_id,
            coder=coder,
            label=label,
            labelled_at=at,
            seconds=seconds,
            comment=comment,
            sample=task.sample,
            stratum=task.stratum,
            pi=task.pi,
        )
        self.log.append([annotation])
        return annotation

    def _open(self, coder: str, standing: Sequence[Annotation]) -> list[Task]:
        """List the tasks this coder has not labelled and that want one coder more.

        Who decides disputes reads what others have read already.
        """
        given = Counter(a.passage_id for a in standing if a.coder not in {coder, ADJUDICATED})
        own = {a.passage_id for a in standing if a.coder == coder}
        return [
            task
            for task in self.tasks
            if task.passage_id not in own
            and (coder == ADJUDICATED or given[task.passage_id] < task.coders)
        ]
