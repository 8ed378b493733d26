"""The journal: what executions over a run said while they worked, one line an event.

Every execution appends to a file of its own, so that the tasks of a job array can write side by
side on any file system. It is history for people and for ``stanceline status``: the files of the
tables are the truth, and a journal that is torn or gone loses no work.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stanceline.store.run_directory import RunDirectory

Event = dict[str, Any]


def make_execution_id() -> str:
    """Name an execution by time, machine and process."""
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    return f"{moment}-{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(2)}"


@dataclass(frozen=True, slots=True)
class Journal:
    """The file that one execution appends to."""

    path: Path = field(compare=False)

    def write(self, event: str, **fields: Any) -> None:  # noqa: ANN401 - plain data
        """Append an event; a line is one write, so that no reader sees half of another's."""
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"event": event, "at": moment, **fields}, ensure_ascii=False)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab", buffering=0) as handle:
            handle.write(line.encode("utf-8", "replace") + b"\n")


def open_journal(run: RunDirectory, execution: str) -> Journal:
    """Open the journal of an execution."""
    return Journal(run.journal / f"{execution}.jsonl")


def read_events(path: Path) -> Iterator[Event]:
    """Read a journal; a last line that was torn is left out."""
    with path.open("rb") as handle:
        for line in handle:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, Mapping):
                yield dict(event)


def list_journals(run: RunDirectory) -> list[Path]:
    """List the journals of a run, oldest first."""
    return sorted(run.journal.glob("*.jsonl"))
