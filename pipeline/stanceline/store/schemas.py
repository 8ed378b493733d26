"""The versioned column types of every table of a run directory; no reader infers a schema.

Columns are only ever added, never renamed or retyped: a shard written by an older version reads
as nulls in the new columns. ``docs/records.md`` is generated from here and tested against it.
"""

from __future__ import annotations

import pyarrow as pa

SCHEMA_VERSION = 1

_TIME = pa.timestamp("us", tz="UTC")
_ID = pa.string()


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema(list(columns.items()))


ARTICLES = _schema(
    article_id=_ID,
    story_id=_ID,
    story_size=pa.int32(),
    outlet=pa.string(),
    url=pa.string(),
    title=pa.string(),
    authors=pa.list_(pa.string()),
    published=_TIME,
    published_local=pa.date32(),
    published_precision=pa.string(),
    published_source=pa.string(),
    modified=_TIME,
    language=pa.string(),
    text=pa.string(),
    text_sha256=pa.string(),
    n_chars=pa.int64(),
    chars_read=pa.int64(),
    is_wire=pa.bool_(),
    agency=pa.string(),
    source=pa.string(),
    locator=pa.string(),
    relevance=pa.float64(),
    opt_outs=pa.list_(pa.string()),
    note=pa.string(),
)

PASSAGES = _schema(
    passage_id=_ID,
    article_id=_ID,
    start=pa.int64(),
    end=pa.int64(),
    paragraph=pa.int32(),
    kind=pa.string(),
    text_sha256=pa.string(),
    is_on_subject=pa.bool_(),
)

MENTIONS = _schema(
    mention_id=_ID,
    article_id=_ID,
    passage_id=_ID,
    start=pa.int64(),
    end=pa.int64(),
    surface=pa.string(),
    kind=pa.string(),
    entity_id=pa.string(),
    canonical=pa.string(),
    wikidata=pa.string(),
    country=pa.string(),
    role=pa.string(),
    value=pa.float64(),
    value_high=pa.float64(),
    currency=pa.string(),
    unit=pa.string(),
    qualifier=pa.string(),
    per=pa.string(),
    of_what=pa.string(),
    over_years=pa.float64(),
    actor=pa.string(),
    actor_id=pa.string(),
)

VOICES = _schema(
    passage_id=_ID,
    article_id=_ID,
    start=pa.int64(),
    end=pa.int64(),
    speaker_start=pa.int64(),
    speaker_end=pa.int64(),
    speaker=pa.string(),
    entity_id=pa.string(),
    group=pa.string(),
    country=pa.string(),
    cue=pa.string(),
    quotation=pa.string(),
)

SCORES = _schema(
    passage_id=_ID,
    article_id=_ID,
    p_premium_for_security=pa.float64(),
    p_economic_capitulation=pa.float64(),
    p_neither=pa.float64(),
    p_premium=pa.float64(),
    p_capitulation=pa.float64(),
    p_both=pa.float64(),
    label=pa.string(),
    stance=pa.float64(),
    tokens=pa.int32(),
    tokens_read=pa.int32(),
    model=pa.string(),
    model_sha256=pa.string(),
    first_label=pa.string(),
)

SERIES = _schema(
    period_start=pa.date32(),
    group=pa.string(),
    n_passages=pa.int64(),
    n_articles=pa.int64(),
    n_stories=pa.int64(),
    n_eff=pa.float64(),
    n_labels_block=pa.int64(),
    undated_share=pa.float64(),
    panel_share=pa.float64(),
    net_naive=pa.float64(),
    net=pa.float64(),
    net_lo=pa.float64(),
    net_hi=pa.float64(),
    se_sampling=pa.float64(),
    se_classifier=pa.float64(),
    show_raw=pa.bool_(),
    net_smooth=pa.float64(),
    net_smooth_lo=pa.float64(),
    net_smooth_hi=pa.float64(),
    net_house_adj=pa.float64(),
    net_house_adj_lo=pa.float64(),
    net_house_adj_hi=pa.float64(),
    share_premium=pa.float64(),
    share_capitulation=pa.float64(),
    share_both_raw=pa.float64(),
    tilt=pa.float64(),
    p_drift=pa.float64(),
    status=pa.string(),
)

BREAKS = _schema(
    group=pa.string(),
    date=pa.date32(),
    date_low=pa.date32(),
    date_high=pa.date32(),
    before=pa.float64(),
    after=pa.float64(),
    change_lo=pa.float64(),
    change_hi=pa.float64(),
    p=pa.float64(),
    p_adjusted=pa.float64(),
    confirmed=pa.bool_(),
    dsl_change=pa.float64(),
    dsl_lo=pa.float64(),
    dsl_hi=pa.float64(),
    composition=pa.float64(),
    house_adjusted_change=pa.float64(),
    house_adjusted_lo=pa.float64(),
    house_adjusted_hi=pa.float64(),
    explanation=pa.string(),
    stories_before=pa.float64(),
    stories_after=pa.float64(),
    copies_before=pa.float64(),
    copies_after=pa.float64(),
)

AUDIT = _schema(
    passage_id=_ID,
    label=pa.string(),
    pi=pa.float64(),
    stratum=pa.string(),
    coder=pa.string(),
)

REJECTED = _schema(
    source=pa.string(),
    locator=pa.string(),
    stage=pa.string(),
    error=pa.string(),
    message=pa.string(),
)

TABLES: dict[str, pa.Schema] = {
    "articles": ARTICLES,
    "passages": PASSAGES,
    "mentions": MENTIONS,
    "voices": VOICES,
    "scores": SCORES,
    "series": SERIES,
    "breaks": BREAKS,
    "audit": AUDIT,
    "rejected": REJECTED,
}
SHARDED_TABLES = ("articles", "passages", "mentions", "voices", "scores")
