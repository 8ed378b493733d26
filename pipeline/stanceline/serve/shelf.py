"""The runs that are served, by name: nothing outside their folders can be reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from stanceline.errors import UnknownNameError
from stanceline.store.run_directory import RunDirectory, open_run


@dataclass(frozen=True, slots=True)
class Shelf:
    """Run directories under the names their addresses use."""

    runs: dict[str, RunDirectory]

    @classmethod
    def from_paths(cls, paths: Sequence[Path]) -> Shelf:
        """Open every run; a folder name that is there twice gets a number.

        Raises:
            RunDirectoryError: a path is not a run directory.

        """
        runs: dict[str, RunDirectory] = {}
        for path in paths:
            run = open_run(path.resolve())
            runs[_free_name(run.root.name or "run", runs)] = run
        return cls(runs)

    def __getitem__(self, name: str) -> RunDirectory:
        """Return the run of this name.

        Raises:
            UnknownNameError: no run has it.

        """
        if name not in self.runs:
            raise UnknownNameError("run", name, self.runs)
        return self.runs[name]

    def __iter__(self) -> Iterator[tuple[str, RunDirectory]]:
        """Iterate over names and runs in the order they were given."""
        return iter(self.runs.items())


def _free_name(name: str, taken: dict[str, RunDirectory]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free
