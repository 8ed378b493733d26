"""The whole job over a corpus, shard by shard, into a run directory.

Running it again continues: whatever is committed is left alone, whatever is missing is made.
Guarantee: work may be done twice after a death, rows are never there twice and never lost.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import stanceline
from stanceline import registry
from stanceline.batch.ingestion import ingest_all
from stanceline.batch.inputs import keep_stdin, make_rules
from stanceline.batch.plan import Plan, make_plan, read_plan, shard_ids
from stanceline.batch.progress import Progress, Silence
from stanceline.batch.relevance import describe_relevance
from stanceline.batch.series import write_series
from stanceline.batch.stages import (
    EXTRACTED_TABLES,
    extract_shard,
    extraction_id,
    publish_shard,
    score_shard,
    scoring_id,
)
from stanceline.config import Configuration, Settings
from stanceline.ingest import reading
from stanceline.ingest.stories import group_stories
from stanceline.protocols import Extractor, Framer
from stanceline.records import ArticleId, Rejected
from stanceline.store.provenance import package_versions
from stanceline.store.rows import to_rejected
from stanceline.store.run_directory import RunDirectory, read_receipt, read_shard
from stanceline.store.views import connect, read_rows

Manifest = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class CorpusRun:
    """One execution over a run directory: what is there to do, and who listens."""

    run: RunDirectory
    configuration: Configuration
    progress: Progress = field(default_factory=Silence)
    command: str = ""
    timings: dict[str, float] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        """The settings of this execution."""
        return self.configuration.settings

    def ingest(self, inputs: Sequence[Path]) -> Plan:
        """Read the inputs into articles and group reprints into stories.

        Raises:
            InputError: an input does not exist.

        """
        plan = self._freeze_plan(inputs)
        keep = {self.run.shard("articles", shard_id) for shard_id in shard_ids(plan)}
        _remove_others(self.run.shards("articles"), keep)
        shard_of = {shard.shard_id: shard for shard in plan.shards}
        self._all(
            "ingest",
            shard_ids(plan),
            done=lambda shard_id: self.run.shard("articles", shard_id).exists(),
            work=lambda todo: ingest_all(
                self.run,
                [shard_of[shard_id] for shard_id in todo],
                rules=make_rules(self.settings.ingest, registry.make_subject(self.settings)),
                workers=self.settings.ingest.workers,
            ),
        )
        self._timed("stories", lambda: self._publish(plan))
        return plan

    def extract(self, plan: Plan, extractor: Extractor) -> None:
        """Find passages, mentions and voices in every shard."""
        ids = [extraction_id(shard_id, extractor) for shard_id in shard_ids(plan)]
        for table in EXTRACTED_TABLES:
            keep = {self.run.shard(table, extracted) for extracted in ids}
            _remove_others(self.run.shards(table), keep)
        extracted_of = dict(zip(shard_ids(plan), ids, strict=True))
        self._each(
            "extract",
            shard_ids(plan),
            done=lambda shard_id: self.run.shard("passages", extracted_of[shard_id]).exists(),
            work=lambda shard_id: extract_shard(self.run, shard_id, extractor),
        )

    def score(self, plan: Plan, extractor: Extractor, framer: Framer) -> None:
        """Score every passage of every shard."""
        languages = self.settings.frame.languages
        scorer = framer.fingerprint
        path_of = {
            shard_id: self.run.shard(
                "scores",
                scoring_id(extraction_id(shard_id, extractor), framer, languages),
                scorer=scorer,
            )
            for shard_id in shard_ids(plan)
        }
        _remove_others(self.run.shards("scores", scorer=scorer), set(path_of.values()))
        self._each(
            "score",
            shard_ids(plan),
            done=lambda shard_id: path_of[shard_id].exists(),
            work=lambda shard_id: score_shard(
                self.run, shard_id, extractor=extractor, framer=framer, languages=languages
            ),
        )

    def series(self, framer: Framer) -> dict[str, Any]:
        """Estimate the series from the scores of this framer."""
        scorer = framer.fingerprint
        metadata: dict[str, Any] = self._timed(
            "series", lambda: write_series(self.run, self.settings.series, scorer=scorer)
        )
        return metadata

    def write_rejected(self, plan: Plan, framer: Framer | None = None) -> Counter[str]:
        """Gather what did not become a row from all receipts; count it by stage."""
        scores = self.run.shards("scores", scorer=framer.fingerprint) if framer else []
        paths = [self.run.shard("articles", shard_id) for shard_id in shard_ids(plan)]
        receipts = map(read_receipt, [*paths, *self.run.shards("passages"), *scores])
        rejected = [Rejected(**row) for receipt in receipts for row in receipt.get("rejected", [])]
        self.run.replace(self.run.single("rejected"), to_rejected(rejected))
        return Counter(item.stage for item in rejected)

    def _freeze_plan(self, inputs: Sequence[Path]) -> Plan:
        ingest = self.settings.ingest
        rules = make_rules(ingest, registry.make_subject(self.settings))
        kept = keep_stdin(inputs, self.run, sys.stdin.buffer)
        plan = make_plan(
            reading.find_files(kept),
            previous=read_plan(self.run.plan),
            fingerprint=f"{reading.FINGERPRINT} {rules.fingerprint}".strip(),
            shard_size=ingest.shard_size,
            count=partial(reading.count_articles, rules=rules),
        )
        self.run.write_json(self.run.plan, plan.to_json())
        return plan

    def _publish(self, plan: Plan) -> None:
        paths = [self.run.shard("articles", shard_id) for shard_id in shard_ids(plan)]
        stories = group_stories(_texts(paths), threshold=self.settings.ingest.story_threshold)
        sizes = Counter(stories.values())
        seen: set[ArticleId] = set()
        for shard_id in shard_ids(plan):
            publish_shard(self.run, shard_id, stories=stories, sizes=sizes, seen=seen)

    def _each(
        self,
        stage: str,
        ids: Sequence[str],
        *,
        done: Callable[[str], bool],
        work: Callable[[str], None],
    ) -> None:
        self._all(stage, ids, done=done, work=lambda todo: map(work, todo))

    def _all(
        self,
        stage: str,
        ids: Sequence[str],
        *,
        done: Callable[[str], bool],
        work: Callable[[Sequence[str]], Iterable[object]],
    ) -> None:
        """Do what is left of a stage; ``work`` yields something for every shard it commits."""
        todo = [shard_id for shard_id in ids if not done(shard_id)]
        self.progress.start(stage, len(ids), done=len(ids) - len(todo))

        def work_through() -> None:
            for _ in work(todo):
                self.progress.advance(stage)

        self._timed(stage, work_through)

    def _timed(self, stage: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401 - what work returns
        began = time.perf_counter()
        result = work()
        self.timings[stage] = round(time.perf_counter() - began, 3)
        return result


def run_corpus(
    inputs: Sequence[Path],
    execution: CorpusRun,
    *,
    make_extractor: Callable[[Settings], Extractor] = registry.make_selective_extractor,
    make_framer: Callable[[Settings], Framer] = registry.make_reusing_framer,
) -> Manifest:
    """Do everything but the report, and write the manifest.

    The factories are called when their stage begins: a model is not loaded to read files.

    Raises:
        StancelineError: an input, a setting or a model is not usable; what is committed stays.

    """
    run, settings = execution.run, execution.settings
    with run.locked():
        run.remove_stale()
        plan = execution.ingest(inputs)
        extractor = make_extractor(settings)
        execution.extract(plan, extractor)
        framer = make_framer(settings)
        execution.score(plan, extractor, framer)
        metadata = execution.series(framer)
        rejected = execution.write_rejected(plan, framer)
        manifest = make_manifest(
            execution,
            plan=plan,
            extractor=extractor,
            framer=framer,
            series=metadata,
            rejected=rejected,
        )
        run.write_json(run.manifest, manifest)
    return manifest


def make_manifest(
    execution: CorpusRun,
    *,
    plan: Plan,
    extractor: Extractor,
    framer: Framer,
    series: Mapping[str, Any],
    rejected: Mapping[str, int],
) -> Manifest:
    """Write down what was done, with what, and what came out."""
    scorer = framer.fingerprint
    counts, coverage, model = _measure(execution.run, scorer)
    digests = {part.path: part.sha256 for shard in plan.shards for part in shard.parts}
    return {
        "command": execution.command,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": stanceline.__version__,
        "settings": execution.settings.model_dump(mode="json"),
        "origins": dict(execution.configuration.origins),
        "inputs": {"count": len(digests), "digests": digests},
        "extractor": {"fingerprint": extractor.fingerprint},
        "model": {**model, "poles": list(framer.poles), "fingerprint": scorer},
        "counts": counts | {"rejected": sum(rejected.values())},
        "rejected_by_stage": dict(rejected),
        "coverage": coverage,
        "relevance": describe_relevance(execution.run, execution.settings),
        "series": dict(series),
        "timings_s": dict(execution.timings),
        "packages": package_versions(),
    }


_COUNTS = """
    select (select count(*) from articles) as articles,
           (select count(distinct story_id) from articles) as stories,
           (select count(*) from articles) - (select count(distinct story_id) from articles)
               as reprints,
           (select count(*) from articles where published is null) as undated_articles,
           (select count(*) from passages) as passages,
           (select count(*) from mentions) as mentions,
           (select count(*) from voices) as voices,
           (select count(*) from scores) as scores
"""
_COVERAGE = """
    select (select coalesce(sum(n_chars), 0)::bigint from articles) as chars,
           (select coalesce(sum(chars_read), 0)::bigint from articles) as chars_read,
           (select coalesce(sum(tokens), 0)::bigint from scores) as tokens,
           (select coalesce(sum(tokens_read), 0)::bigint from scores) as tokens_read
"""
# One model, or the two of a cascade: then how much the second read, and how often it agreed.
_MODEL = """
    select string_agg(distinct model, ' + ' order by model desc) filter (tokens > 0) as name,
           string_agg(distinct model_sha256, ' + ' order by model_sha256)
               filter (tokens > 0) as sha256,
           round(count(first_label) / nullif(count(*), 0), 4) as second_share,
           round(count(*) filter (first_label = label) / nullif(count(first_label), 0), 4)
               as second_agreement
    from scores
"""


def _measure(
    run: RunDirectory, scorer: str
) -> tuple[dict[str, int], dict[str, int], dict[str, str]]:
    with connect(run, scorer=scorer) as connection:
        rows = [read_rows(connection, query)[0] for query in (_COUNTS, _COVERAGE, _MODEL)]
    return rows[0], rows[1], rows[2]


def _texts(paths: Iterable[Path]) -> Iterable[tuple[ArticleId, str]]:
    for path in paths:
        table = read_shard(path, columns=["article_id", "text"])
        for row in table.to_pylist():
            yield ArticleId(row["article_id"]), row["text"]


def _remove_others(paths: Iterable[Path], keep: set[Path]) -> None:
    """Remove shards that the plan no longer holds: other inputs, another reader or extractor."""
    for path in paths:
        if path not in keep:
            path.unlink()
