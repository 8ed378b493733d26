"""Records to rows and back: the one place that knows both sides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from stanceline.records import (
    Article,
    ArticleId,
    FrameScore,
    Mention,
    Passage,
    PassageId,
    PassageKind,
    Precision,
    Rejected,
    StanceBreak,
    StancePoint,
    StoryId,
    Voice,
    digest_text,
)
from stanceline.store.schemas import TABLES

Row = dict[str, Any]

_ARTICLE_FIELDS = tuple(field.name for field in fields(Article))


def article_row(article: Article) -> Row:
    """Turn an article into its row."""
    row = {name: getattr(article, name) for name in _ARTICLE_FIELDS}
    row["authors"] = list(article.authors)
    row["opt_outs"] = list(article.opt_outs)
    row["text_sha256"] = article.text_sha256
    return row


def passage_row(passage: Passage) -> Row:
    """Turn a passage into its row; its text stays in the article."""
    return {
        "passage_id": passage.passage_id,
        "article_id": passage.article.article_id,
        "start": passage.start,
        "end": passage.end,
        "paragraph": passage.paragraph,
        "kind": passage.kind,
        "text_sha256": digest_text(passage.text),
        "is_on_subject": passage.is_on_subject,
    }


def mention_row(mention: Mention) -> Row:
    """Turn a mention into its row."""
    row = {f.name: getattr(mention, f.name) for f in fields(Mention) if f.name != "article"}
    return row | {"article_id": mention.article.article_id, "surface": mention.surface}


def voice_row(voice: Voice) -> Row:
    """Turn a voice into its row."""
    row = {f.name: getattr(voice, f.name) for f in fields(Voice) if f.name != "passage"}
    ids = {
        "passage_id": voice.passage.passage_id,
        "article_id": voice.passage.article.article_id,
    }
    return row | ids


_SCORE_COLUMNS = tuple(
    name for name in TABLES["scores"].names if name not in {"passage_id", "article_id"}
)


def score_row(score: FrameScore) -> Row:
    """Turn a score into its row, with the probabilities that follow from the two heads."""
    row = {name: getattr(score, name) for name in _SCORE_COLUMNS}
    ids = {
        "passage_id": score.passage.passage_id,
        "article_id": score.passage.article.article_id,
    }
    return row | ids


def _plain_row(record: object, names: Sequence[str]) -> Row:
    return {name: getattr(record, name) for name in names}


def to_table(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Make the Arrow table ``name`` from rows; a missing column is null."""
    return pa.Table.from_pylist([dict(row) for row in rows], schema=TABLES[name])


def to_points(points: Iterable[StancePoint]) -> pa.Table:
    """Make the series table; what is not a number is null."""
    names = TABLES["series"].names
    return _without_nan(to_table("series", map(partial(_plain_row, names=names), points)))


def to_breaks(breaks: Iterable[StanceBreak]) -> pa.Table:
    """Make the table of breaks; what is not a number is null."""
    names = TABLES["breaks"].names
    return _without_nan(to_table("breaks", map(partial(_plain_row, names=names), breaks)))


def _without_nan(table: pa.Table) -> pa.Table:
    for place, column in enumerate(table.schema):
        if pa.types.is_floating(column.type):
            values = table[column.name]
            known = pc.if_else(pc.is_nan(values), None, values)
            table = table.set_column(place, column, known)
    return table


def to_rejected(rejections: Iterable[Rejected]) -> pa.Table:
    """Make the table of rejections."""
    names = TABLES["rejected"].names
    return to_table("rejected", map(partial(_plain_row, names=names), rejections))


def articles_from(table: pa.Table) -> list[Article]:
    """Read articles back from their table, in its order."""
    return [_article_from(row) for row in table.to_pylist()]


def _article_from(row: Row) -> Article:
    values = {name: row[name] for name in _ARTICLE_FIELDS}
    values["article_id"] = ArticleId(row["article_id"])
    values["story_id"] = StoryId(row["story_id"])
    values["authors"] = tuple(row["authors"] or ())
    values["opt_outs"] = tuple(row["opt_outs"] or ())
    values["published_precision"] = Precision(row["published_precision"])
    return Article(**values)


def passages_from(table: pa.Table, articles: Iterable[Article]) -> list[Passage]:
    """Read passages back, tied to the articles they were cut from."""
    by_id = {article.article_id: article for article in articles}
    return [
        Passage(
            passage_id=PassageId(row["passage_id"]),
            article=by_id[ArticleId(row["article_id"])],
            start=row["start"],
            end=row["end"],
            paragraph=row["paragraph"],
            kind=PassageKind(row["kind"]),
            # Null in a shard from before there was the column.
            is_on_subject=row.get("is_on_subject") is not False,
        )
        for row in table.to_pylist()
    ]
