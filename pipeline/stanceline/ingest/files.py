"""Which files an input names."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from stanceline.errors import InputError


def find_files(inputs: Sequence[Path]) -> list[Path]:
    """Expand folders into their files, sorted; a file that two inputs name stands once.

    Hidden files and folders are left out unless they are named, and so are links that leave the
    folder: a corpus must not reach into the rest of the disk.

    Raises:
        InputError: an input does not exist or a folder cannot be listed.

    """
    found: dict[Path, Path] = {}
    for path in inputs:
        for file in _expand(path):
            found.setdefault(Path(os.path.realpath(file)), file)
    return list(found.values())


def _expand(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(_walk(path))
    if not os.path.lexists(path):
        raise InputError(str(path), "no such file or folder", remedy="check the path")
    return [path]


def _walk(folder: Path) -> Iterator[Path]:
    root = Path(os.path.realpath(folder))
    for place, folders, names in os.walk(folder, onerror=_raise_unlistable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            file = Path(place) / name
            if not name.startswith(".") and Path(os.path.realpath(file)).is_relative_to(root):
                yield file


def _raise_unlistable(error: OSError) -> None:
    raise InputError(str(error.filename), f"cannot be listed: {error.strerror}") from error
