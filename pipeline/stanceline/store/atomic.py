"""Atomic writes: a file is there whole or not there, whatever kills the process.

A shard is written to a temporary name, synced, and linked to its final name: the link is the
commit, and the first writer wins. Small files that change (the plan, the manifest) are replaced
by rename. Leftovers live in a ``_tmp`` folder that no glob of a table sees.
"""

from __future__ import annotations

import os
import socket
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

# Long enough that no live writer is hit, short enough that a killed run leaves no trace for long.
STALE_AFTER_S = 3600.0


def _temporary_name(final: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    unique = uuid.uuid4().hex[:8]
    return folder / f"{final.name}.{socket.gethostname()}.{os.getpid()}.{unique}.tmp"


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_temporary(final: Path, folder: Path, write: Callable[[Path], None]) -> Path:
    temporary = _temporary_name(final, folder)
    write(temporary)
    with temporary.open("rb+") as handle:
        os.fsync(handle.fileno())
    final.parent.mkdir(parents=True, exist_ok=True)
    return temporary


def commit_table(table: pa.Table, final: Path, *, temporary_folder: Path) -> bool:
    """Commit a table as a Parquet file once; say whether this call was the one that did."""
    temporary = _write_temporary(final, temporary_folder, lambda path: _write_parquet(table, path))
    try:
        os.link(temporary, final)
    except FileExistsError:
        return False
    finally:
        temporary.unlink()
    _sync_folder(final.parent)
    return True


def replace_table(table: pa.Table, final: Path, *, temporary_folder: Path) -> None:
    """Put a table in the place of whatever ``final`` holds, in one step."""
    temporary = _write_temporary(final, temporary_folder, lambda path: _write_parquet(table, path))
    temporary.replace(final)
    _sync_folder(final.parent)


def replace_text(text: str, final: Path, *, temporary_folder: Path | None = None) -> None:
    """Put a text file in the place of whatever ``final`` holds, in one step."""
    replace_bytes(text.encode("utf-8"), final, temporary_folder=temporary_folder)


def replace_bytes(content: bytes, final: Path, *, temporary_folder: Path | None = None) -> None:
    """Put a file in the place of whatever ``final`` holds, in one step."""
    folder = temporary_folder or final.parent
    temporary = _write_temporary(final, folder, lambda path: _write_bytes(content, path))
    temporary.replace(final)
    _sync_folder(final.parent)


def remove_stale(folder: Path, *, older_than_s: float = STALE_AFTER_S) -> int:
    """Remove the temporary files that a killed run left behind; return how many."""
    limit = time.time() - older_than_s
    stale = [path for path in folder.glob("*.tmp") if path.stat().st_mtime < limit]
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)


def _write_parquet(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd")


def _write_bytes(content: bytes, path: Path) -> None:
    path.write_bytes(content)
