"""Which formats labels travel in, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from stanceline.errors import UnknownNameError
from stanceline.label.annotations import Annotation
from stanceline.label.exchange import argilla, doccano, label_studio, prodigy, tables
from stanceline.label.exchange.drafts import Draft, check_drafts
from stanceline.label.tasks import Task
from stanceline.records import Rejected

Names = Mapping[str, str]
_Write = Callable[[Sequence[Task], Sequence[Annotation], Path], None]
_Read = Callable[[Path, str, Names], Iterator[Draft | Rejected]]

_WRITERS: dict[str, _Write] = {
    "argilla": argilla.write,
    "csv": tables.write_csv,
    "doccano": doccano.write,
    "label-studio": label_studio.write,
    "prodigy": prodigy.write,
    "xlsx": tables.write_xlsx,
}
_READERS: dict[str, _Read] = {
    "argilla": lambda path, _coder, _names: argilla.read(path),
    "csv": lambda path, coder, names: tables.read_csv(path, coder=coder, names=names),
    "doccano": lambda path, coder, _names: doccano.read(path, coder=coder),
    "label-studio": lambda path, _coder, _names: label_studio.read(path),
    "prodigy": lambda path, coder, _names: prodigy.read(path, coder=coder),
    "xlsx": lambda path, coder, names: tables.read_xlsx(path, coder=coder, names=names),
}
FORMATS = tuple(_WRITERS)


def write_labels(
    format_: str, tasks: Sequence[Task], path: Path, *, annotations: Sequence[Annotation] = ()
) -> None:
    """Write tasks for a tool, with annotations that exist already.

    Raises:
        UnknownNameError: no format has this name.

    """
    _require(format_)
    _WRITERS[format_](tasks, annotations, path)


def read_labels(
    format_: str,
    path: Path,
    tasks: Sequence[Task],
    *,
    coder: str = "",
    names: Names | None = None,
) -> Iterator[Annotation | Rejected]:
    """Read a tool's file and check every label against the tasks that were sent.

    Raises:
        UnknownNameError: no format has this name.
        InputError: the file cannot be read at all.

    """
    _require(format_)
    drafts = _READERS[format_](path, coder, names or {})
    return check_drafts(drafts, tasks, source=str(path))


def _require(format_: str) -> None:
    if format_ not in FORMATS:
        raise UnknownNameError("label format", format_, FORMATS)
