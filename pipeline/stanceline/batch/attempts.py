"""How often a shard was begun and never finished, and what that says about its articles.

Every attempt leaves a file for as long as it runs. A shard that is begun again finds the files of
the attempts that died: then it works article by article and writes down which one it is at, so
that an article that kills its process is known by name and can be left out. The files count
within one execution only: stopping a run, however often, makes no shard suspicious.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from stanceline.batch.specs import Spec

# One death may be bad luck and so may two; a process that dies three times at the same article,
# with nothing else at hand, is killed by it.
DEATHS_AT_AN_ARTICLE = 3
# Deaths that no article explains: the model, the disk or the machine.
UNEXPLAINED_DEATHS = 6
_MOST_ATTEMPTS = 40

T = TypeVar("T")


class QuarantineError(Exception):
    """A shard that is given up: ``attempts`` died, the last with ``reason``."""

    def __init__(self, attempts: int, reason: str) -> None:
        self.attempts = attempts
        self.reason = reason
        super().__init__(f"given up after {attempts} attempts: {reason}")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a shard; ``left_out`` are the numbers of articles that killed those before."""

    path: Path
    number: int
    left_out: frozenset[int]
    reason: str

    @property
    def is_careful(self) -> bool:
        """Say whether earlier attempts died, so that articles are worked on one by one."""
        return self.number > 0

    def portions(self, items: Sequence[T]) -> Iterator[list[T]]:
        """Yield all items at once, or in a careful attempt one by one without those left out."""
        if not self.is_careful:
            yield list(items)
            return
        for number, item in enumerate(items):
            if number not in self.left_out:
                self.note(number)
                yield [item]

    def dropped(self, items: Sequence[T]) -> list[T]:
        """Return the items that are left out."""
        return [item for number, item in enumerate(items) if number in self.left_out]

    def note(self, number: int, *, error: str = "") -> None:
        """Write down which article is being worked on, and what went wrong with it."""
        self.path.write_text(json.dumps({"item": number, "error": error}), encoding="utf-8")

    def fail(self, error: Exception) -> None:
        """Write down what went wrong; the attempt counts as dead."""
        found = _read(self.path) | {"error": f"{type(error).__name__}: {error}"}
        self.path.write_text(json.dumps(found), encoding="utf-8")

    def finish(self) -> None:
        """Forget this attempt and those before it: the shard is committed."""
        stem = self.path.name.rpartition(".")[0]
        for path in self.path.parent.glob(f"{stem}.*"):
            path.unlink(missing_ok=True)


def begin_attempt(spec: Spec) -> Attempt:
    """Open the next attempt at a shard.

    Raises:
        QuarantineError: too many attempts died and no article explains it.

    """
    folder, stem = _place(spec)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(_MOST_ATTEMPTS):
        path = folder / f"{stem}.{number}"
        try:
            path.open("x").close()
        except FileExistsError:
            continue
        break
    else:
        number = _MOST_ATTEMPTS
    died = [_read(folder / f"{stem}.{earlier}") for earlier in range(number)]
    deaths = Counter(one["item"] for one in died if one["item"] is not None)
    endless = {one["item"] for one in died if one["is_endless"]}
    left_out = endless.union(i for i, count in deaths.items() if count >= DEATHS_AT_AN_ARTICLE)
    reason = next((one["error"] for one in reversed(died) if one["error"]), "the process died")
    unexplained = len(died) - sum(deaths[item] for item in left_out)
    if unexplained > UNEXPLAINED_DEATHS or number == _MOST_ATTEMPTS:
        raise QuarantineError(number, reason)
    return Attempt(folder / f"{stem}.{number}", number, frozenset(left_out), reason)


def blame(spec: Spec, reason: str) -> None:
    """Write down why the newest attempt at a shard was stopped when its time was over.

    The article it was at has endless work to do if it alone took half of the shard's time.
    """
    folder, stem = _place(spec)
    begun = sorted(folder.glob(f"{stem}.*"), key=lambda path: int(path.suffix[1:]))
    if not begun:
        return
    newest = begun[-1]
    try:
        since_s = time.time() - newest.stat().st_mtime
    except FileNotFoundError:
        # It was finished in this very moment.
        return
    found = _read(newest)
    found["is_endless"] |= found["item"] is not None and since_s > spec["limit_s"] / 2
    newest.write_text(json.dumps(found | {"error": reason}), encoding="utf-8")


def _place(spec: Spec) -> tuple[Path, str]:
    """Return the folder of the attempts at a shard, and what their files' names begin with."""
    folder = Path(spec["run"]) / "attempts" / spec["execution"]
    return folder, f"{spec['stage']}-{spec['out_id']}"


def _read(path: Path) -> dict[str, Any]:
    """Read what an attempt wrote down; one that was killed while writing wrote nothing."""
    nothing: dict[str, Any] = {"item": None, "error": "", "is_endless": False}
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return nothing
    return nothing | found
