"""The runs that are served, by name: nothing outside their folders can be reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from stanceline.errors import UnknownNameError
from stanceline.report.finished_run import Run
from stanceline.serve.index import find_index
from stanceline.serve.served_run import ServedRun
from stanceline.store.run_directory import RunDirectory, open_run


@dataclass(slots=True)
class Shelf:
    """Run directories under the names their addresses use, indexed when first asked."""

    runs: dict[str, RunDirectory]
    cache: Path
    _served: dict[str, tuple[str, ServedRun]] = field(default_factory=dict)
    _said: dict[str, tuple[str, str]] = field(default_factory=dict)
    _locks: dict[str, Lock] = field(default_factory=dict)

    @classmethod
    def from_paths(cls, paths: Sequence[Path], *, cache: Path) -> Shelf:
        """Open every run; a folder name that is there twice gets a number.

        Raises:
            RunDirectoryError: a path is not a run directory.

        """
        runs: dict[str, RunDirectory] = {}
        for path in paths:
            run = open_run(path.resolve())
            runs[_free_name(run.root.name or "run", runs)] = run
        return cls(runs, cache, _locks={name: Lock() for name in runs})

    def __getitem__(self, name: str) -> ServedRun:
        """Return the run of this name as its files are now.

        Raises:
            UnknownNameError: no run has it.

        """
        if name not in self.runs:
            raise UnknownNameError("run", name, self.runs)
        stamp = _glance(self.runs[name])
        with self._locks[name]:
            known, served = self._served.get(name, ("", None))
            if served is None or known != stamp:
                run = self.runs[name]
                served = ServedRun(name=name, run=run, index=find_index(run, self.cache))
                self._served[name] = (stamp, served)
        return served

    def headline(self, name: str) -> str:
        """Return the sentence that a run's report begins with, nothing without a line.

        It is read from the run's own files: no index is made for it.
        """
        stamp = _glance(self.runs[name])
        with self._locks[name]:
            known, said = self._said.get(name, ("", ""))
            if known != stamp:
                headline = Run(self.runs[name]).headline
                said = headline.sentence if headline else ""
                self._said[name] = (stamp, said)
        return said

    def directories(self) -> Iterator[tuple[str, RunDirectory]]:
        """Iterate over names and runs in the order they were given."""
        return iter(self.runs.items())


def _free_name(name: str, taken: dict[str, RunDirectory]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def _glance(run: RunDirectory) -> str:
    """Tell whether a run was finished again, by the two files that are written last."""
    states = [path.stat() for path in (run.manifest, run.single("series")) if path.exists()]
    return ",".join(f"{state.st_mtime_ns}:{state.st_ino}" for state in states)
