"""Which files an input names."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from glob import glob, has_magic
from pathlib import Path

from stanceline.errors import InputError


def find_files(inputs: Sequence[Path]) -> list[Path]:
    """Expand folders and patterns into their files, sorted; one that two inputs name stands once.

    Hidden files and folders are left out unless they are named, and so are links that leave the
    folder: a corpus must not reach into the rest of the disk. Of a Hugging Face dataset saved to
    a folder only the data files count. A name that exists is that file, whatever ``*`` is in it.

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
    if os.path.lexists(path):
        return [path]
    # Path.glob needs a folder to begin in; a user's pattern may begin anywhere.
    matches = sorted(Path(match) for match in glob(str(path), recursive=True))  # noqa: PTH207
    if not matches:
        problem = "no file matches" if has_magic(str(path)) else "no such file or folder"
        raise InputError(str(path), problem, remedy="check the path")
    return [file for match in matches for file in _expand(match)]


def _walk(folder: Path) -> Iterator[Path]:
    root = Path(os.path.realpath(folder))
    for place, folders, names in os.walk(folder, onerror=_raise_unlistable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        beside = _dataset_files(Path(place), names)
        for name in names:
            file = Path(place) / name
            is_hidden = name.startswith(".") or name in beside
            if not is_hidden and Path(os.path.realpath(file)).is_relative_to(root):
                yield file


def _dataset_files(folder: Path, names: Sequence[str]) -> frozenset[str]:
    """Name the files of a saved dataset's folder that hold none of its rows."""
    if "dataset_dict.json" in names:
        return frozenset({"dataset_dict.json"})
    if not {"state.json", "dataset_info.json"} <= set(names):
        return frozenset()
    try:
        state = json.loads((folder / "state.json").read_text(encoding="utf-8"))
        rows = {str(file["filename"]) for file in state["_data_files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()
    # Without its rows a folder is no dataset but files of these names.
    return frozenset(names) - rows if rows <= set(names) else frozenset()


def _raise_unlistable(error: OSError) -> None:
    raise InputError(str(error.filename), f"cannot be listed: {error.strerror}") from error
