"""Passages as they are shown: text marked, voices named, each traceable to its source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from stanceline.report.highlights import Highlight, highlight
from stanceline.report.timespans import name_of, say_day
from stanceline.report.wording import clip, link
from stanceline.store.rows import Row
from stanceline.store.views import read_rows

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

# A passage is one to three sentences; what is longer was not written by a person.
_MAX_TEXT = 1500
_MAX_TITLE = 300
_MAX_NAME = 120
_MAX_VOICES = 4

_TEXTS = """
    select c.*, p.start, p."end", p.kind, substring(a.text, p.start + 1, p."end" - p.start) as text,
           a.title, a.outlet, a.url, a.published, a.published_precision, a.source, a.locator,
           a.story_size, a.agency, s.label, s.p_premium_for_security, s.p_economic_capitulation
    from chosen c join passages p using (passage_id) join articles a on a.article_id = c.article_id
    left join scores s on s.passage_id = c.passage_id
    order by c.place
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
    premium: float | None
    capitulation: float | None
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
    article_id: str
    passage_id: str
    start: int
    end: int


def read_exhibits(connection: DuckDBPyConnection, chosen: pa.Table) -> list[tuple[Row, Exhibit]]:
    """Read chosen passages in the order of ``place``, each with the row that chose it.

    ``chosen`` has passage_id, article_id, place and whatever else the caller sorts by. A text of
    which only a part is shown says how much is left out.
    """
    connection.register("chosen", chosen)
    mentions = by_passage(read_rows(connection, _MENTIONS))
    voices = by_passage(read_rows(connection, _VOICES))
    return [
        (row, _exhibit(row, mentions=mentions[passage], voices=voices[passage]))
        for row in read_rows(connection, _TEXTS)
        for passage in [row["passage_id"]]
    ]


def by_passage(rows: Iterable[Row]) -> defaultdict[str, list[Row]]:
    """Sort rows by the passage they belong to."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["passage_id"]].append(row)
    return found


def say_date(published: Row) -> str:
    """Write a date no finer than it is known: ``published`` and ``published_precision``."""
    day = published["published"]
    if day is None:
        return "no date"
    if published["published_precision"] == "year":
        return str(day.year)
    if published["published_precision"] == "month":
        return name_of(day.date(), "month")
    return say_day(day.date())


def say_voices(voices: Sequence[Row]) -> tuple[str, ...]:
    """Say who voices a passage, each voice once; what is too much is counted."""
    said = list(dict.fromkeys(_say_voice(voice) for voice in voices))
    more = len(said) - _MAX_VOICES
    return (*said[:_MAX_VOICES], *([f"and {more} more"] if more > 0 else []))


def as_highlights(mentions: Iterable[Row], offset: int) -> list[Highlight]:
    """Place mentions in a text that begins at ``offset`` of its article."""
    return [
        Highlight(
            start=mention["start"] - offset,
            end=mention["end"] - offset,
            kind=mention["kind"],
            name=clip(mention["canonical"] or "", _MAX_NAME),
        )
        for mention in mentions
    ]


def _exhibit(row: Row, *, mentions: Sequence[Row], voices: Sequence[Row]) -> Exhibit:
    whole = row["text"]
    return Exhibit(
        text=highlight(whole[:_MAX_TEXT], as_highlights(mentions, row["start"])),
        hidden_chars=max(len(whole) - _MAX_TEXT, 0),
        label=row["label"] or "not_scored",
        premium=row["p_premium_for_security"],
        capitulation=row["p_economic_capitulation"],
        voices=say_voices(voices),
        outlet=clip(row["outlet"] or "", _MAX_NAME),
        agency=clip(row["agency"] or "", _MAX_NAME),
        when=say_date(row),
        title=clip(row["title"] or "", _MAX_TITLE),
        link=link(row["url"] or ""),
        is_headline=row["kind"] == "title",
        copies=row["story_size"] or 1,
        source=clip(row["source"] or "", _MAX_TITLE),
        locator=clip(row["locator"] or "", _MAX_TITLE),
        article_id=row["article_id"],
        passage_id=row["passage_id"],
        start=row["start"],
        end=row["end"],
    )


def _say_voice(voice: Row) -> str:
    if voice["quotation"] == "own":
        return "the outlet’s own voice"
    speaker = clip(voice["speaker"] or "speaker not named", _MAX_NAME)
    parts = [voice["group"] or "unknown", voice["country"], f"{voice['quotation']} quotation"]
    return f"{speaker} ({', '.join(clip(part, _MAX_NAME) for part in parts if part)})"
