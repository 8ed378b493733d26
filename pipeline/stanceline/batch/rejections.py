"""Everything that did not become a row, gathered from the receipts of all shards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from stanceline.batch.quarantine import given_up, read_quarantine, reject_given_up
from stanceline.records import Rejected
from stanceline.store.run_directory import RunDirectory, read_receipt, read_shard

_FIELDS = tuple(field.name for field in fields(Rejected))


def gather_rejected(
    run: RunDirectory, shard_ids: Sequence[str], *, scorer: str = ""
) -> list[Rejected]:
    """Return all rejections of a run, in the order of its shards; ``scorer`` chooses the scores."""
    articles = [run.shard("articles", shard_id) for shard_id in shard_ids]
    scores = run.shards("scores", scorer=scorer) if scorer else []
    paths = [path for path in articles if path.exists()]
    rows = [
        row
        for path in (*paths, *run.shards("passages"), *scores)
        for row in read_receipt(path).get("rejected", [])
    ]
    places = _places(paths) if any("article_id" in row for row in rows) else {}
    return [*(_rejected(row, places) for row in rows), *_given_up(run, shard_ids)]


def quarantined_in(run: RunDirectory, shard_ids: Iterable[str]) -> int:
    """Count the shards that were given up or done in part."""
    planned = set(shard_ids)
    return sum(mark["shard_id"] in planned for mark in read_quarantine(run))


def _given_up(run: RunDirectory, shard_ids: Sequence[str]) -> Iterable[Rejected]:
    lost, planned = given_up(run), set(shard_ids)
    return [
        reject_given_up(mark)
        for mark in read_quarantine(run)
        if mark["out_id"] in lost and mark["shard_id"] in planned
    ]


def _places(paths: Iterable[Path]) -> dict[str, tuple[str, str]]:
    """Return where each article is now: its source and locator."""
    columns = ["article_id", "source", "locator"]
    rows = (row for path in paths for row in read_shard(path, columns=columns).to_pylist())
    return {row["article_id"]: (row["source"], row["locator"]) for row in rows}


def _rejected(row: dict[str, Any], places: dict[str, tuple[str, str]]) -> Rejected:
    values = {name: row[name] for name in _FIELDS}
    if place := places.get(row.get("article_id", "")):
        values["source"], values["locator"] = place
    return Rejected(**values)
