"""What is done to one shard in each stage: read, publish, extract, score.

Every function commits its shard once and returns; a shard that is already there is left alone.
What did not become a row rides in the footer of the shard it is missing from, so that one atomic
commit holds both, and ``rejected.parquet`` can always be made again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from stanceline.flow import is_readable, reject_language
from stanceline.frame.relevance import make_off_subject_score
from stanceline.protocols import Extractor, Framer
from stanceline.records import (
    Article,
    ArticleId,
    Extraction,
    Passage,
    Rejected,
    StoryId,
    make_id,
)
from stanceline.store.rows import (
    articles_from,
    mention_row,
    passage_row,
    passages_from,
    score_row,
    to_table,
    voice_row,
)
from stanceline.store.run_directory import RunDirectory, read_receipt, read_shard

# The passages table comes last: its shard is the commit of the whole extraction.
EXTRACTED_TABLES = ("mentions", "voices", "passages")


def extraction_id(shard_id: str, extractor: Extractor) -> str:
    """Make the id of a shard's extraction."""
    return make_id("extract", shard_id, extractor.fingerprint)


def scoring_id(extracted: str, framer: Framer, languages: Iterable[str]) -> str:
    """Make the id of a shard's scores."""
    return make_id("score", extracted, framer.fingerprint, *languages)


def publish_shard(
    run: RunDirectory,
    shard_id: str,
    *,
    stories: Mapping[ArticleId, StoryId],
    sizes: Mapping[StoryId, int],
    seen: set[ArticleId],
) -> int:
    """Write story ids into a shard of articles and drop articles read before; count the dropped.

    ``seen`` holds the articles of the shards before this one and grows by this one's. A shard
    whose stories are unchanged is not touched.
    """
    path = run.shard("articles", shard_id)
    table = read_shard(path)
    ids = [ArticleId(str(value)) for value in table["article_id"].to_pylist()]
    fresh = [_add(seen, article_id) for article_id in ids]
    story_ids = [stories[article_id] for article_id in ids]
    columns: dict[str, pa.Array[Any]] = {
        "story_id": pa.array(story_ids, pa.string()),
        "story_size": pa.array([sizes[story] for story in story_ids], pa.int32()),
    }
    receipt = read_receipt(path)
    if all(fresh) and all(
        table[name].equals(pa.chunked_array([columns[name]])) for name in columns
    ):
        return 0
    for name, column in columns.items():
        table = table.set_column(table.schema.get_field_index(name), name, column)
    twice = table.filter(pa.array([not is_fresh for is_fresh in fresh]))
    receipt["rejected"] += [asdict(item) for item in map(_reject_twice, articles_from(twice))]
    run.replace(path, table.filter(pa.array(fresh)), receipt=receipt | {"rows": sum(fresh)})
    return int(twice.num_rows)


def extract_shard(run: RunDirectory, shard_id: str, extractor: Extractor) -> None:
    """Find passages, mentions and voices in a shard of articles."""
    extracted = extraction_id(shard_id, extractor)
    articles = articles_from(read_shard(run.shard("articles", shard_id)))
    found: list[Extraction] = []
    rejected: list[Rejected] = []
    for item in extractor(articles):
        (found if isinstance(item, Extraction) else rejected).append(item)  # type: ignore[arg-type]
    tables = {
        "mentions": (mention_row(m) for extraction in found for m in extraction.mentions),
        "voices": (voice_row(v) for extraction in found for v in extraction.voices),
        "passages": (passage_row(p) for extraction in found for p in extraction.passages),
    }
    for name in EXTRACTED_TABLES:
        receipt = make_receipt(rejected if name == "passages" else [])
        run.commit(name, to_table(name, tables[name]), shard_id=extracted, receipt=receipt)


def score_shard(
    run: RunDirectory,
    shard_id: str,
    *,
    extractor: Extractor,
    framer: Framer,
    languages: tuple[str, ...],
) -> None:
    """Score the passages of a shard; a text that stands in it twice is read once."""
    extracted = extraction_id(shard_id, extractor)
    articles = articles_from(read_shard(run.shard("articles", shard_id)))
    passages = passages_from(read_shard(run.shard("passages", extracted)), articles)
    readable = [p for p in passages if is_readable(p.article, languages)]
    skipped = [reject_language(a, languages) for a in articles if not is_readable(a, languages)]
    rows = score_rows(readable, framer)
    run.commit(
        "scores",
        to_table("scores", rows),
        shard_id=scoring_id(extracted, framer, languages),
        scorer=framer.fingerprint,
        receipt=make_receipt(skipped),
    )


def score_rows(passages: list[Passage], framer: Framer) -> list[dict[str, object]]:
    """Score passages in order, reading each distinct text once and none off the subject."""
    first_of: dict[str, Passage] = {}
    for passage in passages:
        if passage.is_on_subject:
            first_of.setdefault(passage.text, passage)
    row_of = {score.passage.text: score_row(score) for score in framer(list(first_of.values()))}
    return [
        (
            row_of[passage.text]
            if passage.is_on_subject
            else score_row(make_off_subject_score(passage))
        )
        | {"passage_id": passage.passage_id, "article_id": passage.article.article_id}
        for passage in passages
    ]


def make_receipt(rejected: Iterable[Rejected]) -> dict[str, object]:
    """Make the receipt of a shard: what did not become one of its rows."""
    return {"rejected": [asdict(item) for item in rejected]}


def _add(seen: set[ArticleId], article_id: ArticleId) -> bool:
    """Add an article to those seen; say whether it was new."""
    is_new = article_id not in seen
    seen.add(article_id)
    return is_new


def _reject_twice(article: Article) -> Rejected:
    return Rejected(
        source=article.source,
        locator=article.locator,
        stage="ingest",
        error="duplicate",
        message="the same article (outlet, date, title, address and text) was read before",
    )
