"""From a run's scores to its series: the join, the groups, and the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from stanceline.batch.audit import Audit, find_audit
from stanceline.batch.groupings import read_groups
from stanceline.batch.methods import write_paragraph
from stanceline.config import SeriesSettings
from stanceline.errors import RunDirectoryError, SeriesError
from stanceline.records import Pole, StanceBreak
from stanceline.series.estimate import SeriesResult, estimate_series
from stanceline.series.levels import GroupLevel
from stanceline.series.settings import EstimatorSettings
from stanceline.store.atomic import replace_bytes, replace_text
from stanceline.store.plain import without_nan
from stanceline.store.rows import to_breaks, to_points
from stanceline.store.run_directory import RunDirectory
from stanceline.store.views import connect, read_table

if TYPE_CHECKING:
    import duckdb

# One scorer's rows: of a cascade or a selection only some carry the digest of its model.
_PASSAGES = """
    select s.passage_id, s.article_id, a.story_id, nullif(a.outlet, '') as outlet,
           a.published as date, a.published_precision as date_precision,
           s.p_neither, s.p_premium, s.p_capitulation, s.p_both,
           max(s.model_sha256) over () as model_version, s.label,
           v.voice
    from scores s
    join articles a using (article_id)
    left join main_voices v using (passage_id)
    order by s.passage_id
"""
_MODELS = "select distinct model from scores where tokens > 0 order by model"


def scored_passages(run: RunDirectory, *, scorer: str) -> pa.Table:
    """Return the scored passages of a run as ``estimate_series`` takes them."""
    with connect(run, scorer=scorer) as connection:
        return read_table(connection, _PASSAGES)


def write_series(
    run: RunDirectory, settings: SeriesSettings, *, scorer: str, poles: Sequence[Pole] = ()
) -> dict[str, Any]:
    """Estimate the overall line and one a group, write the files, return the summary.

    The hand-read passages of ``settings.labels`` correct it; without that setting, those the run
    was corrected with before. ``poles`` are what the methods paragraph speaks of, the plus first;
    ours without.

    Raises:
        InputError: the labels cannot be read.
        RunDirectoryError: the labels do not fit the run.

    """
    found = find_audit(run, settings.labels)
    audit = found.table if found else None
    with connect(run, scorer=scorer) as connection:
        passages = read_table(connection, _PASSAGES)
        overall = _estimate(run, passages, audit, settings)
        grouped = {
            grouping: _estimate_group(
                run, connection, passages, audit, settings, grouping, overall.metadata["period"]
            )
            for grouping in settings.group_by
        }
        models = read_table(connection, _MODELS)
    results = [overall, *(result for result, _ in grouped.values())]
    summary = _summarise(overall, {name: left for name, (_, left) in grouped.items()})
    summary["labels_from"] = dict(found.origin) if found else {}
    levels = {str(name): result.levels() for name, (result, _) in grouped.items()}
    described = _describe(overall, summary, levels)
    breaks = [item for result in results for item in result.breaks()]
    model = ", ".join(map(str, models["model"].to_pylist())) or "(none)"
    paragraph = write_paragraph(described, model=model, breaks=len(breaks), poles=poles)
    _write(run, results, found, described, breaks, paragraph)
    return summary


def headline(result: SeriesResult) -> dict[str, Any]:
    """Return the change over the whole span, its parts, and what they rest on, as plain data."""
    if not any(np.isfinite(point.net) for point in result.points):
        return {}
    contrast, parts = result.contrast(), result.decompose()
    plain = asdict(contrast) | {"quoted": asdict(contrast.quoted)}
    return {"contrast": plain, "decomposition": asdict(parts) | {"change": parts.change}}


def _estimate(
    run: RunDirectory, passages: pa.Table, audit: pa.Table | None, settings: SeriesSettings
) -> SeriesResult:
    return _guarded(run, passages, audit, settings, period=settings.period, group=None)


def _estimate_group(
    run: RunDirectory,
    connection: duckdb.DuckDBPyConnection,
    passages: pa.Table,
    audit: pa.Table | None,
    settings: SeriesSettings,
    grouping: str,
    period: str,
) -> tuple[SeriesResult, int]:
    """Estimate a line a group; say how many groups were too small for one."""
    groups, left_out = read_groups(connection, grouping)
    if grouping == "outlet":
        return _guarded(run, passages, audit, settings, period=period, group="outlet"), left_out
    joined = passages.drop_columns(["label", "voice"]).join(
        groups.rename_columns(["passage_id", grouping]), keys="passage_id"
    )
    return _guarded(run, joined, audit, settings, period=period, group=grouping), left_out


def _guarded(
    run: RunDirectory,
    passages: pa.Table,
    audit: pa.Table | None,
    settings: SeriesSettings,
    *,
    period: str,
    group: str | None,
) -> SeriesResult:
    try:
        return estimate_series(
            passages,
            audit,
            period=period,
            group=group,
            weights=settings.weights,
            settings=EstimatorSettings(panel=settings.panel),
        )
    except SeriesError as error:
        raise RunDirectoryError(f"{run.root}: {error}") from error


def _write(
    run: RunDirectory,
    results: Sequence[SeriesResult],
    audit: Audit | None,
    described: Mapping[str, Any],
    breaks: Sequence[StanceBreak],
    paragraph: str,
) -> None:
    import io

    from pyarrow import csv

    table = to_points(point for result in results for point in result.points)
    if audit is not None:
        run.replace(run.single("audit"), audit.table, receipt={"origin": audit.origin})
    run.write_json(run.root / "series.json", described)
    replace_text(paragraph, run.root / "methods.md", temporary_folder=run.temporary)
    run.replace(run.single("breaks"), to_breaks(breaks))
    run.replace(run.single("series"), table)
    buffer = io.BytesIO()
    csv.write_csv(table, buffer)
    replace_bytes(buffer.getvalue(), run.root / "series.csv", temporary_folder=run.temporary)


def _summarise(overall: SeriesResult, left_out: Mapping[str, int]) -> dict[str, Any]:
    metadata = overall.metadata
    line = overall.lines[0] if overall.lines else None
    names = (
        "period", "weights", "group_by", "model_version", "passages", "passages_in_series",
        "undated_share", "syndicated_share", "flags", "advice",
    )  # fmt: skip
    return {name: metadata[name] for name in names} | {
        "undated_passages": metadata["passages"] - metadata["passages_dated"],
        "undated_articles": metadata["undated_articles"],
        "labels": metadata["errors"]["labels"],
        "why_unusable": line.errors.why_unusable if line else "",
        "points": len(overall.points),
        "groups_left_out": dict(left_out),
    }


def _describe(
    overall: SeriesResult,
    summary: Mapping[str, Any],
    levels: Mapping[str, Sequence[GroupLevel]],
) -> dict[str, Any]:
    """Return everything about a run's series that its points do not say."""
    described: dict[str, Any] = dict(overall.metadata) | dict(summary) | headline(overall)
    described["levels"] = {name: [asdict(level) for level in of] for name, of in levels.items()}
    plain: dict[str, Any] = without_nan(described)
    return plain
