"""Atomic writes: a file is there whole or not there, whatever kills the process.

A shard is written to a temporary name, synced, and linked to its final name: the link is the
commit, and the first writer wins. Small files that change (the plan, the manifest) are replaced
by rename. Leftovers live in a ``_tmp`` folder that no glob of a table sees.
"""

from __future__ import annotations

import errno
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
# Whether another machine's writer lives cannot be seen from here: its files are left for a day.
FOREIGN_STALE_AFTER_S = 24 * 3600.0
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EXDEV}


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
    try:
        write(temporary)
        with temporary.open("rb+") as handle:
            os.fsync(handle.fileno())
    except BaseException:
        # A full disk, above all, must not be kept full.
        temporary.unlink(missing_ok=True)
        raise
    if not final.parent.exists():
        final.parent.mkdir(parents=True, exist_ok=True)
        _sync_folder(final.parent.parent)
    return temporary


def commit_table(table: pa.Table, final: Path, *, temporary_folder: Path) -> bool:
    """Commit a table as a Parquet file once; say whether this call was the one that did.

    Where a file system knows no hard links the file is renamed into place instead: then the last
    of two writers wins, with the same rows.
    """
    temporary = _write_temporary(final, temporary_folder, lambda path: _write_parquet(table, path))
    try:
        os.link(temporary, final)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        temporary.replace(final)
    finally:
        temporary.unlink(missing_ok=True)
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


def remove_stale(
    folder: Path,
    *,
    older_than_s: float = STALE_AFTER_S,
    foreign_older_than_s: float = FOREIGN_STALE_AFTER_S,
) -> int:
    """Remove the temporary files that killed runs left behind; return how many.

    A young file is spared, and so is one whose writer lives or may live on another machine.
    """
    removed = 0
    for path in folder.glob("*.tmp"):
        limit_s = older_than_s if _is_ours(path) else foreign_older_than_s
        if _age_s(path) > limit_s and not _is_alive(path):
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _age_s(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _writer(path: Path) -> tuple[str, str]:
    """Return host and process id of who writes a temporary file, as its name says them."""
    name = path.name.removesuffix(".tmp")
    before, _, _ = name.rpartition(".")
    rest, _, process = before.rpartition(".")
    # Of a name that another version wrote nothing is known.
    host = socket.gethostname()
    return (host if rest.endswith(f".{host}") else "", process)


def _is_ours(path: Path) -> bool:
    return bool(_writer(path)[0])


def _is_alive(path: Path) -> bool:
    host, process = _writer(path)
    return bool(host) and process.isdigit() and Path("/proc", process).exists()


def _write_parquet(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd")


def _write_bytes(content: bytes, path: Path) -> None:
    path.write_bytes(content)
