"""Finished steps of a long computation, kept on disk: a killed training goes on where it was."""

from __future__ import annotations

import os
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class StepFolder:
    """A folder with one file a finished step, named by what the step follows from."""

    folder: Path

    def read(self, key: str) -> dict[str, np.ndarray] | None:
        """Return a step's arrays, or nothing if it is not finished."""
        path = self._path(key)
        try:
            with np.load(path, allow_pickle=False) as arrays:
                return {name: arrays[name] for name in arrays.files}
        except (FileNotFoundError, EOFError, zipfile.BadZipFile, ValueError):
            return None

    def write(self, key: str, **arrays: np.ndarray) -> None:
        """Keep a step's arrays: whole or not there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        temporary = self._path(key).with_suffix(f".{os.getpid()}.tmp")
        with temporary.open("wb") as handle:
            np.savez(handle, **arrays)  # type: ignore[arg-type]  # names, not the allow_pickle flag
            handle.flush()
            os.fsync(handle.fileno())
        temporary.replace(self._path(key))

    def remove(self) -> None:
        """Forget every step."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.npz"
