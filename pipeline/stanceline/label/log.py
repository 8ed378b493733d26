"""The label log: every act of labelling as one line, appended and synced before it is confirmed.

The log is never rewritten. A label given again replaces the coder's earlier one; undoing adds a
line that takes the last one back. A process killed while writing leaves at most a torn last line,
which was confirmed to nobody: the next writer ends it and readers step over it.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from stanceline.errors import InputError, LabelError
from stanceline.label.annotations import Annotation

_LABEL, _UNDO = "label", "undo"


@dataclass(frozen=True, slots=True)
class LabelLog:
    """An append-only file of labels; several processes may write to it."""

    path: Path

    def append(self, annotations: Iterable[Annotation]) -> int:
        """Add labels; when this returns they are on the disk. Say how many."""
        lines = [_line({"act": _LABEL, **annotation.to_json()}) for annotation in annotations]
        with self._open() as handle:
            _write(handle, lines)
        return len(lines)

    def undo(self, coder: str) -> Annotation | None:
        """Take back the coder's last label that stands; return it, or nothing when none does."""
        with self._open() as handle:
            given = list(_history(_lines(self.path), coder=coder))
            if not given:
                return None
            _write(handle, [_line({"act": _UNDO, "coder": coder})])
        return given[-1]

    def read(self) -> list[Annotation]:
        """Return the labels that stand, one a coder and passage, in the order they were given."""
        standing: dict[tuple[str, str], Annotation] = {}
        for annotation in _history(_lines(self.path)):
            key = (annotation.coder, annotation.passage_id)
            standing.pop(key, None)
            standing[key] = annotation
        return list(standing.values())

    @contextmanager
    def _open(self) -> Iterator[IO[bytes]]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab+") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield handle


def read_log(path: Path) -> list[Annotation]:
    """Return the labels that stand in a log that must be there.

    Raises:
        InputError: it is not.
        LabelError: a line is not a label.

    """
    if not path.is_file():
        raise InputError(
            str(path), "no label log", remedy="'stanceline label import' or the page makes one"
        )
    return LabelLog(path).read()


def _write(handle: IO[bytes], lines: Iterable[bytes]) -> None:
    handle.seek(0, os.SEEK_END)
    if handle.tell():
        handle.seek(-1, os.SEEK_END)
        if handle.read(1) != b"\n":
            handle.write(b"\n")
    handle.writelines(lines)
    handle.flush()
    os.fsync(handle.fileno())


def _line(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def _history(lines: Iterable[tuple[str, bytes]], *, coder: str = "") -> Iterator[Annotation]:
    """Yield the labels that were not taken back, in order; of one coder or of all."""
    given: list[Annotation | None] = []
    of_coder: dict[str, list[int]] = {}
    for locator, line in lines:
        row = _parse(line)
        if row is None:
            continue
        name = str(row.get("coder"))
        if row.get("act") == _UNDO:
            if of_coder.get(name):
                given[of_coder[name].pop()] = None
            continue
        of_coder.setdefault(name, []).append(len(given))
        given.append(_annotation(row, locator))
    return (a for a in given if a is not None and coder in {"", a.coder})


def _parse(line: bytes) -> dict[str, Any] | None:
    """Return a line's content, or nothing for one that was torn by a kill."""
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) else None


def _annotation(row: dict[str, Any], locator: str) -> Annotation:
    try:
        return Annotation.from_json(row)
    except (KeyError, ValueError, TypeError) as error:
        raise LabelError(f"{locator}: not a label: {error!r}") from error


def _lines(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.strip():
            yield f"{path}:{number}", line
