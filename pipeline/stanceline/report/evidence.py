"""The passages behind each number, drawn by a written rule, each traceable to its source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup

from stanceline.records import StancePoint
from stanceline.report.highlights import Highlight, highlight
from stanceline.report.timespans import TimeSpan, anchor_of, name_of, say_day
from stanceline.report.wording import clip, link
from stanceline.store.rows import Row
from stanceline.store.views import read_rows, read_table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

UNDATED = "undated"
PREMIUM, CAPITULATION = "premium", "capitulation"
# Passages on a page: 600 with their markup stay near 2 MB.
BUDGET = 600
MOST_A_SIDE = 4
# A passage is one to three sentences; what is longer was not written by a person.
_MAX_TEXT = 1500
_MAX_TITLE = 300
_MAX_NAME = 120
_MAX_VOICES = 4

# A date enters a period only when it is known at least as finely (as the series has it).
_PLACED = """
    create or replace temp table placed as
    with dated as (
        select s.*, a.story_id, a.published_precision as known,
               make_timestamp(epoch_us(a.published)) as published_utc
        from scores s join articles a using (article_id)
    ), cut as (
        select *, case when known = 'day' or (known = 'month' and $timespan = 'month')
                       then cast(date_trunc($timespan, published_utc) as date) end as start
        from dated
    )
    select cut.* exclude (start), p.period_start
    from cut left join (select period_start from series where "group" = 'all') p
      on p.period_start = cut.start
"""
# Each passage stands on the side of its more probable pole, so that none is shown twice.
_CHOSEN = """
    with sided as (
        select *, greatest(p_premium_for_security, p_economic_capitulation) as p,
               case when p_premium_for_security >= p_economic_capitulation
                    then 'premium' else 'capitulation' end as side
        from placed
    ), a_story as (
        select *, row_number() over (
            partition by period_start, side, story_id order by p desc, passage_id) as copy
        from sided
    ), ranked as (
        select *, row_number() over (
            partition by period_start, side order by p desc, passage_id) as place
        from a_story where copy = 1
    )
    select passage_id, article_id, period_start, side, place, label,
           p_premium_for_security, p_economic_capitulation
    from ranked where place <= $a_side
      and (period_start is null or list_contains($periods, period_start))
"""
_TEXTS = """
    select c.*, p.start, p."end", p.kind, a.text, a.title, a.outlet, a.url, a.published,
           a.published_precision, a.source, a.locator, a.story_size, a.agency
    from chosen c join passages p using (passage_id) join articles a on a.article_id = c.article_id
    order by c.period_start, c.side desc, c.place
"""
_MENTIONS = """
    select distinct c.passage_id, m.start, m."end", m.kind, m.canonical, m.surface
    from chosen c join passages p using (passage_id)
    join mentions m on m.article_id = c.article_id and m.start >= p.start and m."end" <= p."end"
"""
_VOICES = """
    select v.passage_id, v.speaker, v."group", v.quotation, v.country
    from chosen c join voices v using (passage_id)
    order by v.passage_id, v."end" - v.start desc, v.quotation = 'own', v.start
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One passage as it is shown; ``text`` is safe HTML, everything else is still hostile."""

    text: Markup
    hidden_chars: int
    label: str
    premium: float
    capitulation: float
    voices: tuple[str, ...]
    outlet: str
    agency: str
    when: str
    title: str
    link: str
    is_headline: bool
    copies: int
    source: str
    locator: str
    passage_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The evidence of one period, or of what is in no period (``point`` is null)."""

    anchor: str
    name: str
    point: StancePoint | None
    premium: tuple[Exhibit, ...]
    capitulation: tuple[Exhibit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All sections in the order of time, and how they were drawn."""

    sections: tuple[Section, ...]
    a_side: int
    n_periods: int
    n_shown: int
    n_outside: int

    @property
    def anchors(self) -> frozenset[str]:
        """The places that something may link to."""
        return frozenset(section.anchor for section in self.sections)


def read_evidence(
    connection: DuckDBPyConnection,
    points: Sequence[StancePoint],
    timespan: TimeSpan,
    *,
    budget: int = BUDGET,
) -> Evidence:
    """Draw the passages of every period, at most ``budget`` of them in all.

    With more periods than the budget allows, those with the most stories are shown.
    """
    connection.execute(_PLACED, {"timespan": timespan})
    periods = _shown_periods(points, budget)
    a_side = max(1, min(MOST_A_SIDE, budget // (2 * (len(periods) + 1))))
    choice = {"a_side": a_side, "periods": [point.period_start for point in periods]}
    connection.register("chosen", read_table(connection, _CHOSEN, choice))
    drawn = _drawn(connection)
    sections = [_section(drawn, point, timespan) for point in periods]
    outside = _count_outside(connection)
    if outside:
        sections.append(_outside(drawn, has_periods=bool(points)))
    return Evidence(
        sections=tuple(sections),
        a_side=a_side,
        n_periods=len(points),
        n_shown=sum(map(len, drawn.values())),
        n_outside=outside,
    )


def _shown_periods(points: Sequence[StancePoint], budget: int) -> list[StancePoint]:
    """Keep the periods with the most stories, in the order of time; two passages a period."""
    ranked = sorted(points, key=lambda p: (-p.n_stories, p.period_start))
    room = max(budget // 2 - 1, 1)
    return sorted(ranked[:room], key=lambda p: p.period_start)


def _section(
    drawn: Mapping[tuple[date | None, str], Sequence[Exhibit]],
    point: StancePoint,
    timespan: TimeSpan,
) -> Section:
    start = point.period_start
    return Section(
        anchor=anchor_of(start),
        name=name_of(start, timespan),
        point=point,
        premium=tuple(drawn.get((start, PREMIUM), ())),
        capitulation=tuple(drawn.get((start, CAPITULATION), ())),
    )


def _outside(
    drawn: Mapping[tuple[date | None, str], Sequence[Exhibit]], *, has_periods: bool
) -> Section:
    return Section(
        anchor=UNDATED,
        name="In no period: no date, or one too coarse" if has_periods else "All passages",
        point=None,
        premium=tuple(drawn.get((None, PREMIUM), ())),
        capitulation=tuple(drawn.get((None, CAPITULATION), ())),
    )


def _drawn(connection: DuckDBPyConnection) -> dict[tuple[date | None, str], list[Exhibit]]:
    """Read what was chosen, by period and side, each with its mentions and voices."""
    mentions = _by_passage(read_rows(connection, _MENTIONS))
    voices = _by_passage(read_rows(connection, _VOICES))
    drawn: dict[tuple[date | None, str], list[Exhibit]] = defaultdict(list)
    for row in read_rows(connection, _TEXTS):
        passage = row["passage_id"]
        exhibit = _exhibit(row, mentions=mentions[passage], voices=voices[passage])
        drawn[row["period_start"], row["side"]].append(exhibit)
    return drawn


def _exhibit(row: Row, *, mentions: Sequence[Row], voices: Sequence[Row]) -> Exhibit:
    whole = row["text"][row["start"] : row["end"]]
    return Exhibit(
        text=highlight(whole[:_MAX_TEXT], _highlights(mentions, row["start"])),
        hidden_chars=max(len(whole) - _MAX_TEXT, 0),
        label=row["label"],
        premium=row["p_premium_for_security"],
        capitulation=row["p_economic_capitulation"],
        voices=_say_voices(voices),
        outlet=clip(row["outlet"] or "", _MAX_NAME),
        agency=clip(row["agency"] or "", _MAX_NAME),
        when=_say_date(row),
        title=clip(row["title"] or "", _MAX_TITLE),
        link=link(row["url"] or ""),
        is_headline=row["kind"] == "title",
        copies=row["story_size"] or 1,
        source=clip(row["source"] or "", _MAX_TITLE),
        locator=clip(row["locator"] or "", _MAX_TITLE),
        passage_id=row["passage_id"],
        start=row["start"],
        end=row["end"],
    )


def _highlights(mentions: Iterable[Row], offset: int) -> list[Highlight]:
    return [
        Highlight(
            start=mention["start"] - offset,
            end=mention["end"] - offset,
            kind=mention["kind"],
            name=clip(mention["canonical"] or "", _MAX_NAME),
        )
        for mention in mentions
    ]


def _say_voices(voices: Sequence[Row]) -> tuple[str, ...]:
    said = list(dict.fromkeys(_say_voice(voice) for voice in voices))
    more = len(said) - _MAX_VOICES
    return (*said[:_MAX_VOICES], *([f"and {more} more"] if more > 0 else []))


def _say_voice(voice: Row) -> str:
    if voice["quotation"] == "own":
        return "the outlet’s own voice"
    speaker = clip(voice["speaker"] or "speaker not named", _MAX_NAME)
    parts = [voice["group"] or "unknown", voice["country"], f"{voice['quotation']} quotation"]
    return f"{speaker} ({', '.join(clip(part, _MAX_NAME) for part in parts if part)})"


def _say_date(row: Row) -> str:
    if row["published"] is None:
        return "no date"
    if row["published_precision"] == "year":
        return str(row["published"].year)
    if row["published_precision"] == "month":
        return name_of(row["published"].date(), "month")
    return say_day(row["published"].date())


def _count_outside(connection: DuckDBPyConnection) -> int:
    query = "select count(*) as n from placed where period_start is null"
    return int(read_rows(connection, query)[0]["n"])


def _by_passage(rows: Iterable[Row]) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["passage_id"]].append(row)
    return found
