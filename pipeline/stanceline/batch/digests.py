"""Digests of files that look unchanged, so that a second run does not read every input again.

As git and make do: a file of the same size and time of change is the same. A file that was changed
within two seconds before it was read is always read again, for it could change unseen.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from pathlib import Path

from stanceline.batch.plan import digest_file
from stanceline.store.atomic import replace_text

_RACY_NS = 2_000_000_000


@dataclass
class Digests:
    """The digests of an earlier run, and those looked up in this one."""

    path: Path
    known: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    used: dict[str, tuple[str, int, int]] = field(default_factory=dict)

    def __call__(self, path: Path) -> str:
        """Return the sha256 of a file, read again only if it looks changed."""
        status = path.stat()
        looks = (status.st_size, status.st_mtime_ns)
        digest, *before = self.known.get(str(path), ("", 0, 0))
        if tuple(before) != looks or not digest:
            digest = digest_file(path)
        if status.st_mtime_ns < time.time_ns() - _RACY_NS:
            self.used[str(path)] = (digest, *looks)
        return digest

    def save(self, temporary_folder: Path) -> None:
        """Keep what was used, if it is news."""
        if self.used != self.known:
            text = json.dumps(self.used, sort_keys=True)
            replace_text(text, self.path, temporary_folder=temporary_folder)


def load_digests(path: Path) -> Digests:
    """Load the digests of an earlier run; none when there are none that can be read."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        known = {name: (str(row[0]), int(row[1]), int(row[2])) for name, row in rows.items()}
    except (OSError, ValueError, AttributeError, IndexError, TypeError):
        known = {}
    return Digests(path, known)
