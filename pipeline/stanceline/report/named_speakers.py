"""Who speaks, by name: how often, of which group, and with which frames.

Pronouns and roles (``they``, ``the finance minister``) are no names and have no row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stanceline.report.wording import clip
from stanceline.store.views import read_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MOST = 20
_MAX_NAME = 120
_SPEAKERS = """
    select name, mode("group" order by "group") as "group",
           coalesce(mode(country order by country), '') as country,
           count(distinct passage_id) as n_passages, count(distinct article_id) as n_articles,
           count(distinct passage_id) filter (label = 'premium_for_security') as premium,
           count(distinct passage_id) filter (label = 'economic_capitulation') as capitulation,
           count(distinct passage_id) filter (label = 'both') as "both",
           count(distinct passage_id) filter (label = 'neither') as neither,
           avg(stance) as stance
    from named_voices join scores using (passage_id)
    group by name order by n_articles desc, n_passages desc, name limit $most
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSpeaker:
    """A speaker's scored passages by label; ``stance`` is their plain mean, without a band."""

    name: str
    group: str
    country: str
    n_passages: int
    n_articles: int
    premium: int
    capitulation: int
    both: int
    neither: int
    stance: float

    def share(self, number: int) -> float:
        """Return a share of this speaker's passages."""
        return number / self.n_passages


def read_named_speakers(connection: DuckDBPyConnection) -> list[NamedSpeaker]:
    """Read the speakers that the most articles quote."""
    rows = read_rows(connection, _SPEAKERS, {"most": _MOST})
    return [NamedSpeaker(**row | {"name": clip(row["name"], _MAX_NAME)}) for row in rows]
