"""A run directory: where each table's shards lie, and the lock that keeps two writers apart.

``RUN/<table>/<ab>/<shard>.parquet`` for the sharded tables (scores one level deeper, by scorer),
single files for the small ones. A shard file's existence is its commit.
"""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from stanceline.errors import RunDirectoryError, RunLockedError
from stanceline.store.atomic import commit_table, remove_stale, replace_table, replace_text
from stanceline.store.plain import write_plain
from stanceline.store.schemas import SCHEMA_VERSION, TABLES

_RECEIPT = b"receipt"
_LOCK_TRIES, _LOCK_PAUSE_S = 5, 0.05


@dataclass(frozen=True, slots=True)
class RunDirectory:
    """The files of one run."""

    root: Path

    @property
    def temporary(self) -> Path:
        """Where unfinished files lie, invisible to every table."""
        return self.root / "_tmp"

    @property
    def manifest(self) -> Path:
        """Settings, digests, counts and timings of the run."""
        return self.root / "manifest.json"

    @property
    def report(self) -> Path:
        """The page for people."""
        return self.root / "report.html"

    @property
    def plan(self) -> Path:
        """The frozen cut of the inputs into shards."""
        return self.root / "plan.json"

    @property
    def published(self) -> Path:
        """What each shard of articles holds once stories are known and copies are gone."""
        return self.root / "published.json"

    @property
    def attempts(self) -> Path:
        """A file for every shard that is being worked on."""
        return self.root / "attempts"

    @property
    def quarantine(self) -> Path:
        """A mark for every shard that was given up or done in part."""
        return self.root / "quarantine"

    @property
    def journal(self) -> Path:
        """What executions said while they worked: history, not truth; it can be deleted."""
        return self.root / "journal"

    @property
    def cache(self) -> Path:
        """What is known about files that look unchanged; it can be deleted."""
        return self.root / "cache"

    def shard(self, table: str, shard_id: str, *, scorer: str = "") -> Path:
        """Return the path of a shard of a table; scores lie under their scorer."""
        folder = self.root / table
        if scorer:
            folder = folder / f"scorer={scorer[:12]}"
        return folder / shard_id[:2] / f"{shard_id}.parquet"

    def shards(self, table: str, *, scorer: str = "") -> list[Path]:
        """List the committed shards of a table, in a stable order."""
        folder = self.root / table
        if scorer:
            folder = folder / f"scorer={scorer[:12]}"
        return sorted(folder.glob("**/*.parquet"))

    def single(self, table: str) -> Path:
        """Return the path of a table that is one file."""
        return self.root / f"{table}.parquet"

    def commit(
        self,
        table: str,
        rows: pa.Table,
        *,
        shard_id: str,
        scorer: str = "",
        receipt: Mapping[str, Any] | None = None,
    ) -> bool:
        """Commit a shard with its receipt in the footer; the first writer wins."""
        final = self.shard(table, shard_id, scorer=scorer)
        stamped = _with_receipt(rows, {"shard_id": shard_id, **(receipt or {})})
        return commit_table(stamped, final, temporary_folder=self.temporary)

    def replace(
        self, final: Path, rows: pa.Table, *, receipt: Mapping[str, Any] | None = None
    ) -> None:
        """Put a table file in the place of the one before, in one step."""
        replace_table(_with_receipt(rows, receipt or {}), final, temporary_folder=self.temporary)

    def write_json(self, final: Path, content: Mapping[str, Any]) -> None:
        """Put a JSON file in the place of the one before, in one step."""
        replace_text(write_plain(content), final, temporary_folder=self.temporary)

    def remove_stale(self) -> int:
        """Remove what killed runs left unfinished; return how many files."""
        return remove_stale(self.temporary)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the run directory for writing, alone.

        Raises:
            RunLockedError: another process holds it.
            RunDirectoryError: the directory cannot be written.

        """
        with self._hold("run.lock", fcntl.LOCK_EX):
            yield

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Hold the run directory for writing beside other tasks of one job array.

        Raises:
            RunLockedError: a run that needs it alone holds it.
            RunDirectoryError: the directory cannot be written.

        """
        with self._hold("run.lock", fcntl.LOCK_SH):
            yield

    @contextmanager
    def planning(self) -> Iterator[None]:
        """Wait until no other task of the job array is planning, and hold them off."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "plan.lock").open("a+") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def is_held(self) -> bool:
        """Say whether a process is writing the run directory now."""
        try:
            handle = (self.root / "run.lock").open("rb")
        except OSError:
            return False
        with handle:
            return not _try_lock(handle, fcntl.LOCK_EX)

    @contextmanager
    def _hold(self, name: str, kind: int) -> Iterator[None]:
        lock = self.root / name
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            handle = lock.open("a+")
        except OSError as error:
            raise RunDirectoryError(f"{self.root}: cannot be written: {error.strerror}") from error
        with handle:
            # Somebody who only looks holds it for a moment.
            for _ in range(_LOCK_TRIES):
                if _try_lock(handle, kind):
                    break
                time.sleep(_LOCK_PAUSE_S)
            else:
                raise RunLockedError(lock)
            yield


def open_run(root: Path) -> RunDirectory:
    """Return an existing run directory.

    Raises:
        RunDirectoryError: there is none at this path.

    """
    run = RunDirectory(root)
    if not run.manifest.exists() and not run.plan.exists():
        raise RunDirectoryError(
            f"{root}: not a run directory (no manifest.json); make one with "
            f"'stanceline run INPUT --out {root}'"
        )
    return run


def read_shard(path: Path, *, columns: list[str] | None = None) -> pa.Table:
    """Read one shard file with the columns it was written with."""
    return pq.ParquetFile(path).read(columns=columns)


def read_receipt(path: Path) -> dict[str, Any]:
    """Read the receipt in a shard's footer; an empty one when there is none."""
    metadata = pq.read_schema(path).metadata or {}
    receipt: dict[str, Any] = json.loads(metadata.get(_RECEIPT, b"{}"))
    return receipt


def _try_lock(handle: IO[Any], kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def empty_table(name: str) -> pa.Table:
    """Return the table ``name`` with no rows."""
    return TABLES[name].empty_table()


def _with_receipt(rows: pa.Table, receipt: Mapping[str, Any]) -> pa.Table:
    footer = {"schema_v": SCHEMA_VERSION, "rows": rows.num_rows, **receipt}
    return rows.replace_schema_metadata({_RECEIPT: json.dumps(footer, sort_keys=True).encode()})
