"""What a run writes down about itself: with what it was made, and what came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import stanceline
from stanceline.batch.identity import Identity
from stanceline.batch.plan import Plan
from stanceline.batch.relevance import describe_relevance
from stanceline.config import Configuration
from stanceline.records import Pole
from stanceline.store.provenance import package_versions
from stanceline.store.run_directory import RunDirectory
from stanceline.store.views import connect, read_rows

Manifest = dict[str, Any]


def make_manifest(
    run: RunDirectory,
    configuration: Configuration,
    *,
    plan: Plan,
    identity: Identity,
    found: Mapping[str, Any],
) -> Manifest:
    """Write down what was done, with what, and what came out.

    ``found`` has command, series, rejected by stage, quarantined, timings and key of the run.
    """
    counts, coverage, model = _measure(run, identity.framer)
    digests = {part.path: part.sha256 for shard in plan.shards for part in shard.parts}
    rejected = dict(found["rejected_by_stage"])
    return {
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": stanceline.__version__,
        "settings": configuration.settings.model_dump(mode="json"),
        "origins": dict(configuration.origins),
        "inputs": {"count": len(digests), "digests": digests},
        "extractor": {"fingerprint": identity.extractor},
        "model": {**model, **_describe_poles(identity.poles), "fingerprint": identity.framer},
        "counts": counts | {"rejected": sum(rejected.values())},
        "coverage": coverage,
        "relevance": describe_relevance(run, configuration.settings),
        "packages": package_versions(),
        **found,
    }


def _describe_poles(poles: Sequence[Pole]) -> dict[str, Any]:
    """Name the poles, and what the codebook calls them: the report speaks of these."""
    return {
        "poles": [pole.id for pole in poles],
        "titles": {pole.id: pole.title for pole in poles},
        "definitions": {pole.id: pole.definition for pole in poles},
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
