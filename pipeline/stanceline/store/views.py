"""SQL over a run: DuckDB in memory, with a view for every table; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pyarrow as pa

from stanceline.store.rows import Row
from stanceline.store.run_directory import RunDirectory, empty_table
from stanceline.store.schemas import SHARDED_TABLES, TABLES

if TYPE_CHECKING:
    import duckdb


# A passage with several voices belongs to the one that covers most of it; equal covers go to the
# quoted voice, then to the first.
_MAIN_VOICES = """
    create view main_voices as
    select passage_id, case when quotation = 'own' then 'own' else "group" end as voice, country
    from voices
    qualify row_number() over (
        partition by passage_id order by "end" - start desc, quotation = 'own', start
    ) = 1
"""
# Who speaks by name: a speaker that is linked to an entity. A pronoun ("they"), a role ("the
# finance minister") or a crowd ("officials") is none, however often it is quoted. Under the
# canonical name where a mention knows it, else as the entity is called most often.
NAMED_VOICES = """
    create {temporary} view named_voices as
    with quoted as (
        select passage_id, entity_id, trim(speaker) as speaker, "group", country
        from voices
        where quotation <> 'own' and coalesce(entity_id, '') <> '' and trim(speaker) <> ''
    ), called as (
        select entity_id, mode(speaker order by speaker) as speaker from quoted group by entity_id
    ), known as (
        select entity_id, any_value(canonical order by canonical) as canonical
        from mentions semi join called using (entity_id) where coalesce(canonical, '') <> ''
        group by entity_id
    )
    select distinct q.passage_id, q.entity_id,
           coalesce(k.canonical, c.speaker) as name, q."group", q.country
    from quoted q join called c using (entity_id) left join known k using (entity_id)
"""
# Whose voices a passage's frames are: its main voice's, every voice's with a fifth of its
# characters, and the outlet's own where no one else says half of them.
_LEAST_SPOKEN, _LEAST_OWN = 0.2, 0.5
_FRAME_VOICES = f"""
    create view frame_voices as
    with parts as (
        select v.passage_id, case when quotation = 'own' then 'own' else "group" end as voice,
            country, coalesce((v."end" - v.start) / nullif(p."end" - p.start, 0), 1) as share
        from voices v left join passages p using (passage_id)
    ),
    summed as (
        select passage_id, voice, country, least(1, sum(share)) as share
        from parts group by passage_id, voice, country
    ),
    rest as (
        select passage_id, 1 - sum(share) as share from summed
        group by passage_id having not bool_or(voice = 'own')
    )
    select passage_id, voice, country, share from summed
    left join main_voices m using (passage_id, voice, country)
    where share >= {_LEAST_SPOKEN} or m.passage_id is not null
    union all
    select passage_id, 'own', '', share from rest where share >= {_LEAST_OWN}
"""  # noqa: S608 - two numbers from above


def connect(run: RunDirectory, *, scorer: str = "") -> duckdb.DuckDBPyConnection:
    """Open SQL views ``articles``, ``passages``, ``mentions``, ``voices``, ``scores``, ...

    ``scorer`` restricts ``scores`` to one model's; without it every scorer's rows are seen.
    A table without shards is an empty view with the right columns. ``main_voices`` has one row
    a passage: the voice group that stands for it, or ``own`` for the outlet's own voice, and the
    country of its speaker. ``named_voices`` has one row a passage and named speaker;
    ``frame_voices`` every voice that a passage's frames are attributed to, with its country and
    its share of the passage's characters.
    """
    import duckdb

    connection = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})
    for table in TABLES:
        if table in SHARDED_TABLES:
            files = run.shards(table, scorer=scorer if table == "scores" else "")
        else:
            files = [path for path in (run.single(table),) if path.exists()]
        _create_view(connection, table, [str(path) for path in files])
    connection.execute(_MAIN_VOICES)
    connection.execute(NAMED_VOICES.format(temporary=""))
    connection.execute(_FRAME_VOICES)
    return connection


def read_table(
    connection: duckdb.DuckDBPyConnection, query: str, values: Mapping[str, object] | None = None
) -> pa.Table:
    """Run a query with named values and return its table."""
    table: pa.Table = connection.sql(query, params=dict(values or {})).to_arrow_table()
    return table


def read_rows(
    connection: duckdb.DuckDBPyConnection, query: str, values: Mapping[str, object] | None = None
) -> list[Row]:
    """Run a query with named values and return its rows as plain data."""
    rows: list[Row] = read_table(connection, query, values).to_pylist()
    return rows


def _create_view(connection: duckdb.DuckDBPyConnection, table: str, files: list[str]) -> None:
    if not files:
        connection.register(table, empty_table(table))
        return
    relation = connection.read_parquet(files, union_by_name=True)
    names = TABLES[table].names
    if set(names) - set(relation.columns):
        # Files of an older version: a column added since is null in them.
        relation.create_view(f"stored_{table}")
        connection.register(f"empty_{table}", empty_table(table))
        relation = connection.sql(f"from stored_{table} union all by name from empty_{table}")
    relation.select(*names).create_view(table)
