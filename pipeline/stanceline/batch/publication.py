"""Publishing: story ids into the shards of articles, and every article in one shard only.

Both need the whole corpus, so they come after all of it is read. ``published.json`` says what each
shard holds then: extraction and scores are addressed by that, not by the files it came from, so
that a corpus that moved or was read by newer rules is scored again only where its texts differ.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from stanceline.batch.stages import reject_copy
from stanceline.ingest.stories import group_stories
from stanceline.records import ArticleId, StoryId, make_id
from stanceline.store.rows import articles_from
from stanceline.store.run_directory import RunDirectory, read_receipt, read_shard

# Raise when the same articles would be grouped or kept otherwise.
_VERSION = "publish.1"
# The id is made of address, outlet, title, date and text.
_DECIDING = ("article_id", "language", "relevance")


def published_contents(
    run: RunDirectory, ids: Sequence[str], *, threshold: float
) -> dict[str, str] | None:
    """Return what each shard holds if exactly these shards were published so; else nothing."""
    try:
        published = json.loads(run.published.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if published.get("key") != _key(ids, threshold):
        return None
    contents: dict[str, str] = published["contents"]
    return contents


def publish(run: RunDirectory, ids: Sequence[str], *, threshold: float) -> dict[str, str]:
    """Group stories, drop copies, and return what each shard holds: "" for one without articles."""
    stories = group_stories(_texts(run, ids), threshold=threshold)
    sizes = Counter(stories.values())
    seen: set[str] = set()
    contents = {}
    for shard_id in ids:
        publish_shard(run, shard_id, stories=stories, sizes=sizes, seen=seen)
        contents[shard_id] = content_of(run, shard_id)
    run.write_json(run.published, {"key": _key(ids, threshold), "contents": contents})
    return contents


def withdraw(run: RunDirectory, *, gone: bool) -> None:
    """Forget what was published, because shards will change.

    When shards are ``gone``, so are perhaps the articles whose copies were dropped elsewhere: the
    shards that copies were dropped from are read again.
    """
    run.published.unlink(missing_ok=True)
    for path in run.shards("articles") if gone else ():
        if read_receipt(path).get("copies"):
            path.unlink()


def content_of(run: RunDirectory, shard_id: str) -> str:
    """Address a shard of articles by what decides its extraction and scores."""
    table = read_shard(run.shard("articles", shard_id), columns=list(_DECIDING))
    rows = table.to_pylist()
    fields = [str(row[name]) for row in rows for name in _DECIDING]
    return make_id("articles", *fields) if rows else ""


def publish_shard(
    run: RunDirectory,
    shard_id: str,
    *,
    stories: Mapping[ArticleId, StoryId],
    sizes: Mapping[StoryId, int],
    seen: set[str],
) -> int:
    """Write story ids into a shard of articles and drop articles read before; count the dropped.

    ``seen`` holds the articles of the shards before this one and grows by this one's. A shard
    whose stories are unchanged is not touched.
    """
    path = run.shard("articles", shard_id)
    table = read_shard(path)
    ids = [ArticleId(str(value)) for value in table["article_id"].to_pylist()]
    fresh = [article_id not in seen for article_id in ids]
    seen.update(ids)
    story_ids = [stories[article_id] for article_id in ids]
    columns: dict[str, pa.Array[Any]] = {
        "story_id": pa.array(story_ids, pa.string()),
        "story_size": pa.array([sizes[story] for story in story_ids], pa.int32()),
    }
    if all(fresh) and all(
        table[name].equals(pa.chunked_array([columns[name]])) for name in columns
    ):
        return 0
    for name, column in columns.items():
        table = table.set_column(table.schema.get_field_index(name), name, column)
    copies = articles_from(table.filter(pa.array([not is_fresh for is_fresh in fresh])))
    receipt = read_receipt(path)
    receipt["rejected"] += [asdict(reject_copy(article)) for article in copies]
    receipt |= {"rows": sum(fresh), "copies": receipt.get("copies", 0) + len(copies)}
    run.replace(path, table.filter(pa.array(fresh)), receipt=receipt)
    return len(copies)


def _texts(run: RunDirectory, ids: Iterable[str]) -> Iterable[tuple[ArticleId, str]]:
    for shard_id in ids:
        table = read_shard(run.shard("articles", shard_id), columns=["article_id", "text"])
        for row in table.to_pylist():
            yield ArticleId(row["article_id"]), row["text"]


def _key(ids: Sequence[str], threshold: float) -> str:
    return make_id(_VERSION, str(threshold), *ids)
