"""The series of a choice of passages, by the estimator that makes the run's own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import pyarrow as pa

from stanceline.records import StancePoint
from stanceline.report.levels import ALL
from stanceline.report.timespans import TimeSpan
from stanceline.series.estimate import estimate_series
from stanceline.store.views import read_table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# ``member`` is the group of a passage that is chosen, null for every other. The others are read
# only when hand-read labels tell of the classifier's errors: those are of the whole corpus.
_PASSAGES = """
    select s.passage_id, s.article_id, a.story_id, nullif(a.outlet, '') as outlet,
           a.published as date, a.published_precision as date_precision,
           s.p_neither, s.p_premium, s.p_capitulation, s.p_both,
           max(s.model_sha256) over () as model_version,
           case when c.passage_id is not null then {member} end as member
    from {scores} s join store.articles a using (article_id)
    left join scores c on c.passage_id = s.passage_id
    {joined}
    order by s.passage_id
"""
_MEMBERS = {"": "'chosen'", "outlet": "nullif(a.outlet, '')", "voice": "v.voice"}
# A passage in which two speak stands in the line of each.
_JOINED = {
    "voice": """
        left join (select distinct passage_id, voice from frame_voices) v
        on v.passage_id = c.passage_id
    """
}
_WEIGHTS: dict[str, Literal["story", "article", "exposure"]] = {
    "article": "article",
    "exposure": "exposure",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimation:
    """How a line is estimated: as the run's own was."""

    period: TimeSpan
    by: str
    weights: str
    audit: pa.Table | None


def estimate_points(
    connection: DuckDBPyConnection, how: Estimation, *, scorer: str
) -> list[StancePoint]:
    """Estimate one line, or one a value of ``by``; no passage, no point.

    Raises:
        SeriesError: the labels do not fit the passages.

    """
    whole = f"(select * from store.scores where scorer = '{scorer}')"  # noqa: S608 - one of ours
    query = _PASSAGES.format(
        member=_MEMBERS[how.by],
        joined=_JOINED.get(how.by, ""),
        scores=whole if how.audit is not None else "scores",
    )
    passages = read_table(connection, query)
    if passages["member"].null_count == len(passages):
        return []
    result = estimate_series(
        passages,
        how.audit,
        period=how.period,
        group="member",
        weights=_WEIGHTS.get(how.weights, "story"),
    )
    return [replace(point, group=_rename(point.group, how.by)) for point in result.points]


def _rename(group: str, by: str) -> str:
    return f"{by}={group.partition('=')[2]}" if by else ALL
