"""Ways to divide the passages of a run: each is a query for passage and group.

A passage may stand in several groups of one kind (two institutions named in it) or in none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stanceline.store.views import read_table

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

GROUPINGS = {
    # Who printed it.
    "outlet": """
        select s.passage_id, nullif(a.outlet, '') as value
        from scores s join articles a using (article_id)
    """,
    # Where who speaks is from.
    "country": "select distinct passage_id, nullif(country, '') as value from frame_voices",
    # Government, opposition, business, ... or the outlet's own voice; a passage in which two speak
    # counts for both.
    "voice": "select distinct passage_id, voice as value from frame_voices",
    # The outlet's own voice against all quoted ones.
    "quotation": """
        select distinct passage_id, case when voice = 'own' then 'own' else 'quoted' end as value
        from frame_voices
    """,
    # Who speaks, by name; pronouns and roles are no names.
    "actor": "select distinct passage_id, name as value from named_voices",
    # Who is spoken of.
    "institution": """
        select distinct passage_id, canonical as value from mentions where kind = 'institution'
    """,
    "person": "select distinct passage_id, canonical as value from mentions where kind = 'person'",
}
# Names are many and most are rare: a line of fewer stories has no band and says nothing.
_MIN_STORIES = {"actor": 10, "institution": 10, "person": 10}

_DIVIDED = """
    with members as (select passage_id, value from ({members}) where value is not null),
    large as (
        select value from members join scores using (passage_id) join articles using (article_id)
        group by value having count(distinct story_id) >= $least
    ),
    kept as (select passage_id, value from members semi join large using (value))
    select s.passage_id, k.value
    from scores s left join kept k using (passage_id)
    order by s.passage_id, k.value
"""
_LEFT_OUT = """
    select count(*)::bigint as groups from (
        select value from ({members}) join scores using (passage_id)
        join articles using (article_id) where value is not null
        group by value having count(distinct story_id) < $least
    )
"""


def read_groups(connection: duckdb.DuckDBPyConnection, grouping: str) -> tuple[pa.Table, int]:
    """Return the groups of every scored passage (null for none), and how many are too small.

    Columns passage_id and value; named actors, institutions and persons need ten stories.
    """
    values = {"least": _MIN_STORIES.get(grouping, 1)}
    members = GROUPINGS[grouping]
    table = read_table(connection, _DIVIDED.format(members=members), values)
    left_out = read_table(connection, _LEFT_OUT.format(members=members), values)
    return table, int(left_out["groups"][0].as_py())
