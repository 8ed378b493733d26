"""What is done to one shard in each stage: read, extract, score.

Every function commits its shard once. What did not become a row rides in the footer of the shard
it is missing from, so that one atomic commit holds both, and ``rejected.parquet`` can always be
made again. In a careful attempt articles are worked on one by one; what killed earlier attempts
is left out and said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from stanceline.batch.attempts import Attempt
from stanceline.batch.specs import Spec
from stanceline.batch.workbench import Workbench
from stanceline.errors import ModelError
from stanceline.flow import is_readable, reject_language
from stanceline.frame.relevance import make_off_subject_score
from stanceline.protocols import Framer
from stanceline.records import Article, Extraction, Passage, Rejected
from stanceline.store.rows import (
    article_row,
    articles_from,
    mention_row,
    passage_row,
    passages_from,
    score_row,
    to_table,
    voice_row,
)
from stanceline.store.run_directory import RunDirectory, read_shard

# The passages table comes last: its shard is the commit of the whole extraction.
EXTRACTED_TABLES = ("mentions", "voices", "passages")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How much a shard came to."""

    rows: int
    rejected: int
    crashed: int


def ingest_shard(spec: Spec, bench: Workbench, attempt: Attempt) -> Made:
    """Read a shard's parts into articles; each is a story of its own until stories are found."""
    found: list[Article | Rejected] = []
    if attempt.is_careful:
        items = [
            (part, row) for part in spec["parts"] for row in range(part["first"], part["last"])
        ]
        for [(part, row)] in attempt.portions(items):
            found += bench.read(Path(part["path"]), range(row, row + 1), source=part["path"])
        crashed = [_name_item(part, row) for part, row in attempt.dropped(items)]
    else:
        for part in spec["parts"]:
            rows = range(part["first"], part["last"])
            found += bench.read(Path(part["path"]), rows, source=part["path"])
        crashed = []
    articles, rejected = _drop_copies(found)
    rejected += [
        _reject_crash("ingest", attempt, source=source, locator=locator)
        for source, locator in crashed
    ]
    _commit(
        spec,
        "articles",
        map(article_row, articles),
        receipt={"parts": spec["parts"]} | _plain(rejected),
    )
    return Made(rows=len(articles), rejected=len(rejected), crashed=len(crashed))


def extract_shard(spec: Spec, bench: Workbench, attempt: Attempt) -> Made:
    """Find passages, mentions and voices in a shard of articles."""
    _require("extractor", bench.extractor.fingerprint, spec)
    articles = articles_from(read_shard(Path(spec["articles"])))
    crashed = attempt.dropped(articles)
    found: list[Extraction] = []
    rejected = [_owned(_crash_of("extract", attempt, article), article) for article in crashed]
    for portion in attempt.portions(articles):
        for article, item in zip(portion, bench.extractor(portion), strict=True):
            if isinstance(item, Extraction):
                found.append(item)
            else:
                rejected.append(_owned(item, article))
    tables = {
        "mentions": (mention_row(m) for extraction in found for m in extraction.mentions),
        "voices": (voice_row(v) for extraction in found for v in extraction.voices),
        "passages": (passage_row(p) for extraction in found for p in extraction.passages),
    }
    rows = 0
    for name in EXTRACTED_TABLES:
        kept = rejected if name == "passages" else []
        rows = _commit(spec, name, tables[name], receipt={"rejected": kept})
    return Made(rows=rows, rejected=len(rejected), crashed=len(crashed))


def score_shard(spec: Spec, bench: Workbench, attempt: Attempt) -> Made:
    """Score the passages of a shard; a text that stands in it twice is read once."""
    _require("framer", bench.framer.fingerprint, spec)
    languages = bench.settings.frame.languages
    articles = articles_from(read_shard(Path(spec["articles"])))
    passages = passages_from(read_shard(Path(spec["passages"])), articles)
    readable = [article for article in articles if is_readable(article, languages)]
    crashed = attempt.dropped(readable)
    skipped = [reject_language(a, languages) for a in articles if not is_readable(a, languages)]
    rejected = [_crash_of("score", attempt, article) for article in crashed] + skipped
    owners = [*crashed, *(a for a in articles if not is_readable(a, languages))]
    of_article: dict[str, list[Passage]] = {}
    for passage in passages:
        of_article.setdefault(passage.article.article_id, []).append(passage)
    rows: list[Mapping[str, Any]] = []
    for portion in attempt.portions(readable):
        wanted = [p for article in portion for p in of_article.get(article.article_id, [])]
        rows += score_rows(wanted, bench.framer)
    owned = [_owned(item, article) for item, article in zip(rejected, owners, strict=True)]
    receipt = {"rejected": owned, "of": Path(spec["passages"]).stem}
    _commit(spec, "scores", rows, receipt=receipt)
    return Made(rows=len(rows), rejected=len(rejected), crashed=len(crashed))


SHARD_WORK: Mapping[str, Callable[[Spec, Workbench, Attempt], Made]] = {
    "ingest": ingest_shard,
    "extract": extract_shard,
    "score": score_shard,
}


def score_rows(passages: Sequence[Passage], framer: Framer) -> list[dict[str, object]]:
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


def reject_copy(article: Article) -> Rejected:
    """Say that an article was read before."""
    return Rejected(
        source=article.source,
        locator=article.locator,
        stage="ingest",
        error="duplicate",
        message="the same article (outlet, date, title, address and text) was read before",
    )


def _commit(
    spec: Spec, table: str, rows: Iterable[Mapping[str, Any]], *, receipt: Mapping[str, Any]
) -> int:
    made = to_table(table, rows)
    RunDirectory(Path(spec["run"])).commit(
        table,
        made,
        shard_id=spec["out_id"],
        scorer=spec["made_by"] if table == "scores" else "",
        receipt={"stage": spec["stage"], "made_by": spec["made_by"]} | dict(receipt),
    )
    return int(made.num_rows)


def _drop_copies(found: Iterable[Article | Rejected]) -> tuple[list[Article], list[Rejected]]:
    """Tell articles from rejections; a copy of an article before it is a rejection too."""
    articles: dict[str, Article] = {}
    rejected: list[Rejected] = []
    for item in found:
        if isinstance(item, Rejected):
            rejected.append(item)
        elif item.article_id in articles:
            rejected.append(reject_copy(item))
        else:
            articles[item.article_id] = item
    return list(articles.values()), rejected


def _plain(rejected: Iterable[Rejected]) -> dict[str, Any]:
    return {"rejected": [asdict(item) for item in rejected]}


def _owned(rejected: Rejected, article: Article) -> dict[str, Any]:
    """Return a rejection with the article it is of: a corpus that moves takes its paths along."""
    return asdict(rejected) | {"article_id": article.article_id}


def _crash_of(stage: str, attempt: Attempt, article: Article) -> Rejected:
    return _reject_crash(stage, attempt, source=article.source, locator=article.locator)


def _reject_crash(stage: str, attempt: Attempt, *, source: str, locator: str) -> Rejected:
    return Rejected(
        source=source,
        locator=locator,
        stage=stage,
        error="crash",
        message=(
            f"left out: {attempt.number} attempts to work on it ended badly "
            f"({attempt.reason}); --retry-quarantined tries again"
        ),
    )


def _name_item(part: Mapping[str, Any], row: int) -> tuple[str, str]:
    path = str(part["path"])
    return path, path if part["last"] - part["first"] == 1 and not row else f"{path}:{row + 1}"


def _require(tool: str, found: str, spec: Spec) -> None:
    """Check that this worker has the tool the run was planned with.

    Raises:
        ModelError: it has another; its rows would stand beside rows they do not belong to.

    """
    if found != spec["made_by"]:
        raise ModelError(
            f"this worker's {tool} is {found!r} but the run uses {spec['made_by']!r}; "
            "install the same versions and models on every machine; where processors differ, "
            "frame.runtime=torch reads alike on all"
        )
