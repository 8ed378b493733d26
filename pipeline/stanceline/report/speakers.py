"""How often each group of voices is heard with each label.

A passage in which two groups speak counts for both, as in the lines ``voice=``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stanceline.report.wording import clip
from stanceline.store.views import read_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

OWN = "outlet’s own voice"
NOBODY = "no voice found"
_MAX_NAME = 120

_SPEAKERS = """
    with heard as (select distinct passage_id, voice from frame_voices)
    select case when voice = 'own' then $own else coalesce(voice, $nobody) end as name,
           count(*) as n_passages,
           count(*) filter (label = 'premium_for_security') as premium,
           count(*) filter (label = 'economic_capitulation') as capitulation,
           count(*) filter (label = 'both') as "both",
           count(*) filter (label = 'neither') as neither
    from scores left join heard using (passage_id)
    group by name order by n_passages desc, name
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speakers:
    """Scored passages voiced by one group, by label."""

    name: str
    n_passages: int
    premium: int
    capitulation: int
    both: int
    neither: int

    def share(self, number: int) -> float:
        """Return a share of this group's passages."""
        return number / self.n_passages


def read_speakers(connection: DuckDBPyConnection) -> list[Speakers]:
    """Read the table of voices by label, the most heard first."""
    rows = read_rows(connection, _SPEAKERS, {"own": OWN, "nobody": NOBODY})
    return [Speakers(**row | {"name": clip(row["name"], _MAX_NAME)}) for row in rows]
