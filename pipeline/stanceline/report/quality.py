"""What the numbers rest on: what was read, what was not, and with what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stanceline.report.wording import clip
from stanceline.store.views import read_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_REJECTED = 50
_MOST_NOTES = 20
_MOST_LANGUAGES = 20
_MAX_CELL = 300

_COUNTS = """
    select (select count(*) from articles) as articles,
           (select count(distinct story_id) from articles) as stories,
           (select count(*) from articles where published is null) as undated_articles,
           (select count(*) from passages) as passages,
           (select count(*) from mentions) as mentions,
           (select count(*) from voices) as voices,
           (select count(*) from scores) as scores,
           (select count(*) from rejected) as rejected,
           (select coalesce(sum(n_chars), 0)::bigint from articles) as chars,
           (select coalesce(sum(chars_read), 0)::bigint from articles) as chars_read,
           (select coalesce(sum(tokens), 0)::bigint from scores) as tokens,
           (select coalesce(sum(tokens_read), 0)::bigint from scores) as tokens_read
"""
_LANGUAGES = """
    select coalesce(nullif(language, ''), 'und') as language, count(*) as n_articles,
           count(*) filter (article_id in (select article_id from scores)) as n_scored
    from articles group by 1 order by n_articles desc, language limit $most
"""
_REJECTED = "select stage, error, source, locator, message from rejected limit $most"
_REASONS = """
    select stage, error, count(*) as n from rejected
    group by stage, error order by n desc, stage, error limit $most
"""
_NOTES = """
    select locator, note, n_chars, chars_read from articles
    where chars_read < n_chars order by chars_read - n_chars, locator limit $most
"""
# A story weighs one however often it was printed.
_SHARES = """
    with weighed as (
        select s.*, 1.0 / count(distinct article_id) over (partition by story_id) as w
        from scores s join articles a using (article_id)
    )
    select sum(w * p_premium_for_security) / sum(w) as premium,
           sum(w * p_economic_capitulation) / sum(w) as capitulation,
           sum(w * stance) / sum(w) as net
    from weighed
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Counts of every table, and what was rejected, read in part or in another language."""

    counts: Mapping[str, int]
    languages: tuple[Mapping[str, object], ...]
    reasons: tuple[Mapping[str, object], ...]
    rejected: tuple[Mapping[str, object], ...]
    read_in_part: tuple[Mapping[str, object], ...]

    @property
    def reprints(self) -> int:
        """Articles beyond the first of their story."""
        return self.counts["articles"] - self.counts["stories"]

    def share_read(self, unit: str) -> float | None:
        """Return the share of ``chars`` or ``tokens`` that was read; null when there are none."""
        total = self.counts[unit]
        return self.counts[f"{unit}_read"] / total if total else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Probability-weighted shares of all scored passages, dated or not; null without any."""

    premium: float | None
    capitulation: float | None
    net: float | None


def read_quality(connection: DuckDBPyConnection) -> Quality:
    """Count what is in the tables of a run."""
    return Quality(
        counts=read_rows(connection, _COUNTS)[0],
        languages=_table(connection, _LANGUAGES, _MOST_LANGUAGES),
        reasons=_table(connection, _REASONS, MOST_REJECTED),
        rejected=_table(connection, _REJECTED, MOST_REJECTED),
        read_in_part=_table(connection, _NOTES, _MOST_NOTES),
    )


def read_shares(connection: DuckDBPyConnection) -> Shares:
    """Average all scored passages, every story once."""
    return Shares(**read_rows(connection, _SHARES)[0])


def _table(
    connection: DuckDBPyConnection, query: str, most: int
) -> tuple[Mapping[str, object], ...]:
    rows = read_rows(connection, query, {"most": most})
    return tuple({name: _cell(value) for name, value in row.items()} for row in rows)


def _cell(value: object) -> object:
    return clip(value, _MAX_CELL) if isinstance(value, str) else value
