"""The frozen cut of the inputs into shards.

The cut is written once. A later run keeps every shard whose parts are all still there unchanged
and cuts only what is new, so that a corpus that grew is scored only where it grew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from stanceline.errors import RunDirectoryError
from stanceline.records import make_id

_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Items ``first`` to ``last`` (exclusive) of one input file with this digest."""

    path: str
    sha256: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """Parts that are read and committed together."""

    shard_id: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All shards of a run, in the order they were planned."""

    shards: tuple[Shard, ...]

    def to_json(self) -> dict[str, object]:
        """Return plain data."""
        return {"format": _FORMAT, "shards": [asdict(shard) for shard in self.shards]}


def recover_plan(receipts: Iterable[Mapping[str, Any]]) -> Plan:
    """Put a lost plan together again from the receipts of committed shards of articles."""
    return Plan(
        shards=tuple(
            Shard(
                shard_id=receipt["shard_id"],
                parts=tuple(Part(**part) for part in receipt["parts"]),
            )
            for receipt in receipts
            if receipt.get("parts")
        )
    )


def read_plan(path: Path) -> Plan:
    """Read a plan; an empty one when there is none yet.

    Raises:
        RunDirectoryError: the file is not a plan.

    """
    if not path.exists():
        return Plan(shards=())
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        shards = tuple(
            Shard(
                shard_id=shard["shard_id"],
                parts=tuple(Part(**part) for part in shard["parts"]),
            )
            for shard in content["shards"]
        )
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise RunDirectoryError(f"{path}: not a plan; delete the folder and run again") from error
    return Plan(shards=shards)


def make_plan(
    files: Iterable[Path],
    *,
    previous: Plan,
    fingerprint: str,
    shard_size: int,
    count: Callable[[Path], int],
    digest: Callable[[Path], str] | None = None,
) -> Plan:
    """Cut ``files`` into shards of about ``shard_size`` articles, keeping what was planned.

    ``fingerprint`` is the reader's: another reader reads everything again.
    """
    digest = digest or digest_file
    present = list(dict.fromkeys((str(path), digest(path)) for path in files))
    known = set(present)
    kept = [
        shard
        for shard in previous.shards
        if shard.shard_id == make_shard_id(fingerprint, shard.parts)
        and all((part.path, part.sha256) in known for part in shard.parts)
    ]
    planned = {(part.path, part.sha256) for shard in kept for part in shard.parts}
    new = [item for item in present if item not in planned]
    parts = (part for path, digest in new for part in _cut(path, digest, shard_size, count))
    made = [
        Shard(shard_id=make_shard_id(fingerprint, group), parts=group)
        for group in _group(parts, shard_size)
    ]
    return Plan(shards=(*kept, *made))


def make_shard_id(fingerprint: str, parts: Iterable[Part]) -> str:
    """Make a shard's id from what it reads and how."""
    fields = [
        field
        for part in parts
        for field in (part.path, part.sha256, str(part.first), str(part.last))
    ]
    return make_id("ingest", fingerprint, *fields)


def digest_file(path: Path) -> str:
    """Return the sha256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _cut(path: str, digest: str, shard_size: int, count: Callable[[Path], int]) -> Iterator[Part]:
    items = count(Path(path))
    for first in range(0, max(items, 1), shard_size):
        last = min(first + shard_size, max(items, 1))
        yield Part(path=path, sha256=digest, first=first, last=last)


def _group(parts: Iterable[Part], shard_size: int) -> Iterator[tuple[Part, ...]]:
    group: list[Part] = []
    size = 0
    for part in parts:
        items = part.last - part.first
        if group and size + items > shard_size:
            yield tuple(group)
            group, size = [], 0
        group.append(part)
        size += items
    if group:
        yield tuple(group)


def shard_ids(plan: Plan) -> Sequence[str]:
    """List the ids of a plan's shards in order."""
    return [shard.shard_id for shard in plan.shards]
