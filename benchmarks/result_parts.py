"""Pieces of a long measurement, each kept as soon as it is made."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from result_file import write_result


@dataclass(frozen=True)
class Parts:
    """A folder of pieces beside a result; nothing new is begun after ``deadline``."""

    folder: Path
    deadline: float | None = None

    @classmethod
    def beside(cls, out: Path, *, minutes: float | None = None) -> Parts:
        """Keep pieces in the folder ``OUT.parts``."""
        folder = Path(f"{out}.parts")
        folder.mkdir(exist_ok=True)
        return cls(folder, None if minutes is None else time.monotonic() + 60 * minutes)

    def clear(self) -> None:
        """Forget every piece."""
        for part in self.folder.glob("*.json"):
            part.unlink()

    def keep(
        self, name: str, size: int, measure: Callable[[int], dict[str, object]]
    ) -> dict[str, object]:
        """Return a piece, measured once; one of another size (series, inputs) is measured again."""
        part = self.folder / f"{name.replace('/', ' over ')}.json"
        if part.exists():
            kept: dict[str, object] = json.loads(part.read_text())
            if kept["size"] == size:
                return kept
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise SystemExit("time is up; run again to go on")
        began = time.perf_counter()
        measured = {**measure(size), "size": size}
        measured["seconds"] = round(time.perf_counter() - began, 1)
        write_result(part, measured)
        print(f"{name}: {measured['seconds']} s", flush=True)
        return json.loads(part.read_text())
