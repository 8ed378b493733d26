"""What can go wrong. A message says what happened, the value seen, and what would have worked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


class StancelineError(Exception):
    """Anything that a user or an input can cause."""


class SettingsError(StancelineError):
    """A setting that is unknown or out of range."""


class InputError(StancelineError):
    """An input that cannot be read at all; ``locator`` says where."""

    def __init__(self, locator: str, problem: str, *, remedy: str = "") -> None:
        self.locator = locator
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{locator}: {problem}" + (f"; {remedy}" if remedy else ""))


class UnknownNameError(StancelineError):
    """A name that no registry knows."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind = kind
        self.name = name
        self.known = tuple(sorted(known))
        super().__init__(f"no {kind} named {name!r}; known: {', '.join(self.known)}")


class MissingDataError(StancelineError):
    """A file of ``corpora/`` or ``models/`` that is not where it was looked for."""

    def __init__(self, wanted: str, looked_in: Iterable[Path]) -> None:
        self.wanted = wanted
        self.looked_in = tuple(looked_in)
        places = ", ".join(str(place) for place in self.looked_in)
        super().__init__(
            f"{wanted} not found; looked in {places}; "
            "set STANCELINE_HOME to a checkout of stanceline or pass --set home=PATH"
        )


class ModelError(StancelineError):
    """A model that cannot be loaded, or is not what its digest says."""


class DigestError(ModelError):
    """A file whose content is not what was recorded."""

    def __init__(self, path: Path, *, expected: str, found: str) -> None:
        self.path = path
        self.expected = expected
        self.found = found
        super().__init__(f"{path}: sha256 is {found}, expected {expected}; install it again")


class ConversionError(ModelError):
    """A network that another runtime than torch cannot run as it is."""


class RunDirectoryError(StancelineError):
    """A run directory that cannot be used as asked."""


class RunLockedError(RunDirectoryError):
    """A run directory that another process is writing."""

    def __init__(self, lock: Path) -> None:
        self.lock = lock
        super().__init__(f"{lock} is held by another stanceline process; wait for it or stop it")


class LabelError(StancelineError):
    """Labelled data that cannot be trained on or measured."""


class MissingExtraError(StancelineError):
    """A library of an optional extra that is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        self.package = package
        self.extra = extra
        super().__init__(f"{package} is not installed; pip install 'stanceline[{extra}]'")


class SeriesError(StancelineError, ValueError):
    """Passages, labels or options that no series can be estimated from."""
