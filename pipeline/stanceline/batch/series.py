"""From a run's scores to its series: the join, the groups, and the two files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from stanceline.config import SeriesSettings
from stanceline.records import StancePoint
from stanceline.series.estimate import SeriesResult, estimate_series
from stanceline.store.atomic import replace_bytes
from stanceline.store.rows import to_points
from stanceline.store.run_directory import RunDirectory
from stanceline.store.views import connect, read_table

if TYPE_CHECKING:
    import pandas as pd

_PASSAGES = """
    select s.passage_id, s.article_id, a.story_id, a.outlet, a.published as date,
           a.published_precision as date_precision,
           s.p_neither, s.p_premium, s.p_capitulation, s.p_both,
           s.model_sha256 as model_version, s.label,
           v.voice
    from scores s
    join articles a using (article_id)
    left join main_voices v using (passage_id)
    order by s.passage_id
"""


def scored_passages(run: RunDirectory, *, scorer: str) -> pd.DataFrame:
    """Return the scored passages of a run as ``estimate_series`` takes them."""
    with connect(run, scorer=scorer) as connection:
        passages: pd.DataFrame = read_table(connection, _PASSAGES).to_pandas()
    passages.loc[passages["outlet"] == "", "outlet"] = None
    return passages


def write_series(run: RunDirectory, settings: SeriesSettings, *, scorer: str) -> dict[str, Any]:
    """Estimate the overall line and one a group, write both files, return the metadata."""
    passages = scored_passages(run, scorer=scorer)
    overall = estimate_series(passages, period=settings.period, weights=settings.weights)
    period = overall.metadata["period"]
    grouped = [
        estimate_series(passages, period=period, group=column, weights=settings.weights)
        for column in settings.group_by
    ]
    _write(run, [overall, *grouped])
    return _metadata(overall, passages)


def _write(run: RunDirectory, results: list[SeriesResult]) -> None:
    import io

    from pyarrow import csv

    points: list[StancePoint] = [point for result in results for point in result.points]
    table = to_points(points)
    run.replace(run.single("series"), table)
    buffer = io.BytesIO()
    csv.write_csv(table, buffer)
    target = run.root / "series.csv"
    replace_bytes(buffer.getvalue(), target, temporary_folder=run.temporary)


def _metadata(overall: SeriesResult, passages: pd.DataFrame) -> dict[str, Any]:
    undated = passages[passages["date"].isna()]
    metadata: Mapping[str, Any] = overall.metadata
    return {
        **metadata,
        "undated_passages": len(undated),
        "undated_articles": int(undated["article_id"].nunique()),
        "points": len(overall.points),
    }
