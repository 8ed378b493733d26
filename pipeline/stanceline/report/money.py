"""The sums that people quote, over time: in how many articles of each period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import altair as alt  # noqa: TID253 - this leaf is where charts are specified

from stanceline.report.drawing import BLUE, Format, Layered, draw_all
from stanceline.report.mentioned import say_value
from stanceline.report.picture import Picture
from stanceline.report.time_axis import time_axis
from stanceline.report.timespans import TimeSpan, name_of
from stanceline.report.wording import counted
from stanceline.store.views import read_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MOST_SUMS = 8
# Pixels that a sum by the year takes on a phone.
_ROOM = 142
# More dots in a row than this touch each other.
_MOST_PERIODS = 60
# Sums are those of the most articles; ``per`` keeps a yearly sum apart from one sum.
_QUERY = """
    with money as (
        select article_id, currency, value, value_high, coalesce(per, '') as per
        from mentions where kind = 'money' and value is not null
    ), largest as (
        select currency, value, value_high, per, count(distinct article_id) as n
        from money group by all order by n desc, currency, value, value_high, per limit $most
    ), dated as (
        select article_id, case when published_precision = 'day'
            or (published_precision = 'month' and $timespan = 'month')
            then cast(date_trunc($timespan, make_timestamp(epoch_us(published))) as date) end
            as period_start
        from articles
    )
    select d.period_start, m.currency, m.value, m.value_high, m.per,
           count(distinct m.article_id) as n_articles
    from money m join largest l on m.currency is not distinct from l.currency
        and m.value = l.value and m.value_high is not distinct from l.value_high and m.per = l.per
    join dated d using (article_id)
    where d.period_start is not null
    group by all order by any_value(l.n) desc, m.currency, m.value, d.period_start
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedSum:
    """How many articles of a period quote a sum."""

    period_start: date
    value: str
    n_articles: int


def sums_timespan(timespan: TimeSpan, n_periods: int) -> TimeSpan:
    """Return the periods that sums are counted in: months, when the line has too many for dots."""
    return timespan if n_periods <= _MOST_PERIODS else "month"


def read_quoted_sums(connection: DuckDBPyConnection, timespan: TimeSpan) -> list[QuotedSum]:
    """Read the most quoted sums by period, the most quoted sum first."""
    rows = read_rows(connection, _QUERY, {"most": _MOST_SUMS, "timespan": timespan})
    return [
        QuotedSum(
            period_start=row["period_start"], value=say_value(row), n_articles=row["n_articles"]
        )
        for row in rows
    ]


def draw_sums(sums: Sequence[QuotedSum], timespan: TimeSpan) -> Picture | None:
    """Draw a dot a sum and period, its area the number of articles; nothing without sums."""
    if not sums:
        return None
    rows = [
        {
            "start": quoted.period_start.isoformat(),
            "sum": quoted.value,
            "articles": quoted.n_articles,
            "said": f"{quoted.value}, {name_of(quoted.period_start, timespan)}: "
            f"{counted(quoted.n_articles, 'article')}",
        }
        for quoted in sums
    ]
    most = max(sums, key=lambda quoted: quoted.n_articles)
    description = (
        f"Sums quoted per {timespan}. Most articles: {most.value} in "
        f"{name_of(most.period_start, timespan)} ({counted(most.n_articles, 'article')}). "
        "The table below has every number."
    )
    return draw_all("sums-over-time", lambda form: _chart(rows, form, timespan), description)


def _chart(rows: list[dict[str, Any]], form: Format, timespan: TimeSpan) -> Layered:
    names = list(dict.fromkeys(row["sum"] for row in rows))
    room = max(form.labels * 3 // 4, _ROOM)
    most = max(row["articles"] for row in rows)
    base = alt.Chart(alt.InlineData(values=rows)).mark_circle(color=BLUE, opacity=0.75)
    chart = base.encode(
        x=time_axis((row["start"] for row in rows), form.width - room, timespan),
        y=alt.Y("sum:N", title=None, sort=names,
                axis=alt.Axis(labelLimit=room - 12, minExtent=room, maxExtent=room, domain=False,
                              ticks=False, grid=True)),
        size=alt.Size("articles:Q",
                      legend=alt.Legend(title="articles", orient="bottom",
                                        values=sorted({1, -(-most // 2), most})),
                      scale=alt.Scale(domain=[0, most], range=[15, 420])),
        description="said:N",
    )  # fmt: skip
    return alt.layer(chart, width=form.width - room, height=30 * len(names))
