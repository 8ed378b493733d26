"""What was found and what became of it, line by line: the memory of a fetch.

A line is written after what it says is on disk. A killed fetch goes on from here: the archive is
cut back to the length in the last line, and every target without an outcome is still to do.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address to fetch. ``via``: the listing that named it, with the date it gave.

    is_seed: a user named it. A seed may be a page, a feed, a sitemap or a site.
    """

    url: str
    via: str = ""
    published: str = ""
    is_seed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an address: ``fetched``, ``listing``, ``unchanged`` or a failure's kind.

    is_passing: a failure that another run may not meet.
    """

    url: str
    kind: str
    message: str = ""
    etag: str = ""
    last_modified: str = ""
    archive_bytes: int = 0
    is_passing: bool = False


class FetchLog:
    """The log file and what it says so far."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.targets: dict[str, Target] = {}
        self.outcomes: dict[str, Outcome] = {}
        self.archive_bytes = 0
        whole = 0
        if path.exists():
            whole = self._read(path)
        self._handle = path.open("ab")
        # A line that a kill cut in two says nothing.
        self._handle.truncate(whole)

    def close(self) -> None:
        """Close the file."""
        self._handle.close()

    def add_target(self, target: Target) -> bool:
        """Remember an address to fetch; say whether it is a new one."""
        if target.url in self.targets:
            return False
        self.targets[target.url] = target
        self._append({"target": asdict(target)})
        return True

    def add_outcome(self, outcome: Outcome) -> None:
        """Remember what became of an address."""
        self.outcomes[outcome.url] = outcome
        self.archive_bytes = max(self.archive_bytes, outcome.archive_bytes)
        self._append({"outcome": asdict(outcome)})

    def left(self) -> Iterator[Target]:
        """Yield the targets that nothing is known of, or that failed for a time."""
        for url, target in self.targets.items():
            if url not in self.outcomes or self.outcomes[url].is_passing:
                yield target

    def _read(self, path: Path) -> int:
        whole = 0
        with path.open("rb") as handle:
            for line in handle:
                if not line.endswith(b"\n"):
                    break
                self._take(json.loads(line))
                whole += len(line)
        return whole

    def _take(self, said: dict[str, dict[str, object]]) -> None:
        if "target" in said:
            target = Target(**said["target"])  # type: ignore[arg-type]  # written by asdict
            self.targets[target.url] = target
        else:
            outcome = Outcome(**said["outcome"])  # type: ignore[arg-type]  # written by asdict
            self.outcomes[outcome.url] = outcome
            self.archive_bytes = max(self.archive_bytes, outcome.archive_bytes)

    def _append(self, said: dict[str, dict[str, object]]) -> None:
        self._handle.write(json.dumps(said, ensure_ascii=False).encode() + b"\n")
        self._handle.flush()
        os.fsync(self._handle.fileno())
