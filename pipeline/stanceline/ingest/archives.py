"""Zip and tar archives: every member is read like a file of its own.

Nothing is unpacked under a name from the archive: a member is copied to a temporary file with a
name of our own, so that no path in an archive can reach anything. A path that tries is a rejection.
"""

from __future__ import annotations

import re
import shutil
import struct
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO, TypeAlias, cast

from stanceline.ingest.drafts import Candidate
from stanceline.ingest.limits import DAMAGED, LARGEST_MEMBER, Budget
from stanceline.ingest.newsfile import NewsFile
from stanceline.ingest.refusals import RefusalError, printable, reject
from stanceline.records import Rejected

Item: TypeAlias = Candidate | Rejected | None
ReadMember = Callable[[NewsFile], Iterator[Item]]

_CHUNK = 1 << 20
# The library keeps the whole directory in memory, about ten times as large as it is on disk.
_LARGEST_DIRECTORY = 1 << 24
_END_OF_DIRECTORY = b"PK\x05\x06"
_OFFICE = frozenset({"[Content_Types].xml", "mimetype"})


def read_zip(file: NewsFile, *, read_member: ReadMember) -> Iterator[Item]:
    """Yield the items of every member of a zip archive.

    Raises:
        RefusalError: it is no archive that can be read, or a decompression bomb.

    """
    with spooled(file) as path, path.open("rb") as handle:
        _check_directory(handle, locator=file.name)
        try:
            archive = zipfile.ZipFile(handle)
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise RefusalError("damaged", file.name, f"not a zip archive: {error}") from error
        with archive:
            if not _OFFICE.isdisjoint(archive.namelist()):
                raise RefusalError("not text", file.name, "an office document or e-book")
            for member in archive.infolist():
                if not _is_folder(member) and not _is_hidden(member.filename):
                    yield from _read_zipped(archive, member, file=file, read_member=read_member)


def _is_folder(member: zipfile.ZipInfo) -> bool:
    """Say whether a member is a folder; the library asks a name of no characters for its last."""
    return member.filename.endswith("/")


def _read_zipped(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, *, file: NewsFile, read_member: ReadMember
) -> Iterator[Item]:
    name = _member_name(file, member.filename)
    problem = "it is encrypted" if member.flag_bits & 1 else _path_problem(member.filename)
    if problem:
        yield _reject_member(name, problem, file=file)
        return
    try:
        with archive.open(member) as handle:
            yield from _read_spooled(
                cast("BinaryIO", handle), name, file=file, read_member=read_member
            )
    except (zipfile.BadZipFile, NotImplementedError, *DAMAGED) as error:
        yield _reject_member(name, f"it cannot be unpacked: {error}", file=file)


def read_tar(file: NewsFile, *, read_member: ReadMember) -> Iterator[Item]:
    """Yield the items of every member of a tar archive, in one pass.

    Raises:
        RefusalError: a decompression bomb, or an archive that is damaged from here on.

    """
    try:
        with file.open() as handle, tarfile.open(fileobj=handle, mode="r|") as archive:
            while (member := archive.next()) is not None:
                # The library would keep every header for a second pass that never comes.
                archive.members = []  # type: ignore[attr-defined]  # the stubs leave it out
                if not member.isdir() and not _is_hidden(member.name):
                    yield from _read_taped(archive, member, file=file, read_member=read_member)
    except (tarfile.TarError, *DAMAGED) as error:
        problem = f"the archive is damaged from here on: {error}"
        raise RefusalError("damaged", file.name, problem) from error


def _read_taped(
    archive: tarfile.TarFile, member: tarfile.TarInfo, *, file: NewsFile, read_member: ReadMember
) -> Iterator[Item]:
    name = _member_name(file, member.name)
    problem = "it is a link or device" if not member.isreg() else _path_problem(member.name)
    handle = None if problem else archive.extractfile(member)
    if problem or handle is None:
        yield _reject_member(name, problem or "it has no content", file=file)
        return
    with handle:
        yield from _read_spooled(cast("BinaryIO", handle), name, file=file, read_member=read_member)


@contextmanager
def spooled(file: NewsFile) -> Iterator[Path]:
    """Give a path to the unpacked bytes of a file, for readers that need to seek."""
    if not file.packing:
        yield file.path
        return
    with file.open() as handle, tempfile.NamedTemporaryFile(prefix="stanceline-") as copy:
        shutil.copyfileobj(handle, copy, _CHUNK)
        copy.flush()
        yield Path(copy.name)


def _read_spooled(
    handle: BinaryIO, name: str, *, file: NewsFile, read_member: ReadMember
) -> Iterator[Item]:
    """Copy a member to a file of its own, under a name of our own, and read that."""
    with tempfile.NamedTemporaryFile(prefix="stanceline-") as copy:
        _copy(handle, cast("BinaryIO", copy), budget=file.budget, locator=name)
        copy.flush()
        member = replace(
            file,
            path=Path(copy.name),
            name=name,
            file_name=PurePosixPath(name).name,
            packing=(),
            depth=file.depth + 1,
        )
        yield from read_member(member)


def _copy(source: BinaryIO, target: BinaryIO, *, budget: Budget, locator: str) -> None:
    size = 0
    while chunk := source.read(_CHUNK):
        budget.spend(len(chunk))
        size += len(chunk)
        if size > LARGEST_MEMBER:
            raise RefusalError("too large", locator, f"has over {LARGEST_MEMBER:,} bytes")
        target.write(chunk)


def _reject_member(name: str, problem: str, *, file: NewsFile) -> Rejected:
    return reject(RefusalError("bad member", name, f"not read: {problem}"), source=file.source)


def _member_name(file: NewsFile, name: str) -> str:
    return f"{file.name}!/{printable(name)}"


def _path_problem(name: str) -> str:
    """Say what is wrong with a member's path, "" when it stays inside the archive."""
    path = _path_of(name)
    leaves = path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", name)
    return f"its path {name[:200]!r} leaves the archive" if leaves else ""


def _is_hidden(name: str) -> bool:
    parts = _path_of(name).parts
    return any(part == "__MACOSX" or (part[0] == "." and part != "..") for part in parts)


def _path_of(name: str) -> PurePosixPath:
    # Some programs on Windows write backslashes, which the format does not allow.
    return PurePosixPath(name.replace("\\", "/"))


def _check_directory(handle: BinaryIO, *, locator: str) -> None:
    """Refuse an archive with a directory that is too large to be held."""
    size = handle.seek(0, 2)
    handle.seek(max(0, size - (1 << 16) - 22))
    tail = handle.read()
    handle.seek(0)
    end = tail.rfind(_END_OF_DIRECTORY)
    if end < 0 or len(tail) < end + 16:
        return
    (directory,) = struct.unpack_from("<I", tail, end + 12)
    if directory > _LARGEST_DIRECTORY:
        raise RefusalError(
            "too large",
            locator,
            f"the archive's directory has {directory:,} bytes",
            remedy="unpack it and name the folder",
        )
