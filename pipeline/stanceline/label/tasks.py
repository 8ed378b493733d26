"""A task: one passage to be labelled, with what a coder may see and what a sample must keep."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from stanceline.errors import InputError, LabelError
from stanceline.records import Frame, Label, PassageId, digest_text
from stanceline.store.atomic import replace_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A passage to label. ``start`` and ``end`` are code points of its article's text.

    ``before`` and ``after`` are the paragraph's rest, shown on demand. ``pi`` is the probability
    with which the passage was drawn, null when it was picked for training; ``coders`` is how many
    people are to read it.
    """

    passage_id: PassageId
    article_id: str
    start: int
    end: int
    text: str
    before: str = ""
    after: str = ""
    outlet: str = ""
    published: str = ""
    predicted: Label = Label.NEITHER
    p_premium_for_security: float = 0.0
    p_economic_capitulation: float = 0.0
    model: str = ""
    sample: str = ""
    stratum: str = ""
    pi: float | None = None
    coders: int = 1

    def __post_init__(self) -> None:
        if self.pi is not None and not 0.0 < self.pi <= 1.0:
            raise ValueError(f"pi must be in (0, 1], got {self.pi}")

    @property
    def text_sha256(self) -> str:
        """The digest of the passage's text."""
        return digest_text(self.text)

    @property
    def score_of_predicted(self) -> float:
        """The probability the model gives to the label it predicts, the heads being independent."""
        premium, capitulation = self.p_premium_for_security, self.p_economic_capitulation
        is_premium = self.predicted in {Frame.PREMIUM_FOR_SECURITY, Label.BOTH}
        is_capitulation = self.predicted in {Frame.ECONOMIC_CAPITULATION, Label.BOTH}
        first = premium if is_premium else 1.0 - premium
        return first * (capitulation if is_capitulation else 1.0 - capitulation)


_FIELDS = tuple(field.name for field in fields(Task))


def write_tasks(tasks: Iterable[Task], path: Path) -> None:
    """Write a sample as JSON lines, whole or not at all."""
    lines = (json.dumps(asdict(task), ensure_ascii=False) for task in tasks)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_text("".join(f"{line}\n" for line in lines), path)


def read_tasks(path: Path) -> list[Task]:
    """Read a sample back.

    Raises:
        InputError: the file cannot be read.
        LabelError: a line is not a task.

    """
    try:
        # Not splitlines(): a passage may hold any of the other separators it splits at.
        lines = path.read_bytes().decode("utf-8").split("\n")
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise LabelError(f"{path}: not a sample of 'stanceline label sample': {error}") from error
    return [_task(line, f"{path}:{n}") for n, line in enumerate(lines, start=1) if line.strip()]


def by_passage(tasks: Sequence[Task]) -> Mapping[str, Task]:
    """Index tasks by their passage."""
    return {task.passage_id: task for task in tasks}


def _task(line: str, locator: str) -> Task:
    try:
        row: dict[str, Any] = json.loads(line)
        known = {name: row[name] for name in _FIELDS if name in row}
        known["predicted"] = Label(known["predicted"])
        return Task(**known)
    except (ValueError, KeyError, TypeError) as error:
        raise LabelError(f"{locator}: not a task of 'stanceline label sample': {error}") from error
