"""What the API answers with; a number that is not known is null."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from stanceline.records import StancePoint
from stanceline.report.provenance import Provenance
from stanceline.report.wording import clean
from stanceline.serve.reading import Reading
from stanceline.store.rows import Row


class RunAnswer(BaseModel):
    """A run that is served."""

    name: str
    created: str
    version: str
    model: str
    counts: dict[str, int]

    @classmethod
    def from_provenance(cls, name: str, *, provenance: Provenance) -> RunAnswer:
        """Take from a manifest what tells runs apart."""
        counts = provenance.section("counts")
        return cls(
            name=name,
            created=provenance.text("created"),
            version=provenance.text("version"),
            model=provenance.text("model", "name"),
            counts={key: value for key, value in counts.items() if isinstance(value, int)},
        )


class PointAnswer(BaseModel):
    """A point of a series, with the columns of ``series.parquet``; newer ones may follow."""

    model_config = ConfigDict(extra="allow")

    period_start: date
    group: str
    n_passages: int
    n_articles: int
    n_stories: int
    n_eff: float
    net_naive: float | None
    net: float | None
    net_lo: float | None
    net_hi: float | None
    se_sampling: float | None
    se_classifier: float | None
    net_smooth: float | None
    net_smooth_lo: float | None
    net_smooth_hi: float | None
    net_house_adj: float | None
    panel_share: float | None
    p_drift: float | None
    share_premium: float | None
    share_capitulation: float | None
    share_both_raw: float | None
    tilt: float | None
    show_raw: bool
    status: str

    @classmethod
    def from_point(cls, point: StancePoint) -> PointAnswer:
        """Take a point, with null for what is not a number."""
        return cls(**{name: _finite(value) for name, value in asdict(point).items()})


class SeriesAnswer(BaseModel):
    """A line, or one a group, of a selection of a run."""

    run: str
    model: str
    period: str
    by: str
    points: list[PointAnswer]


class PassageAnswer(BaseModel):
    """A passage with its scores and where it stands; offsets are code points of the article."""

    passage_id: str
    article_id: str
    text: str
    label: str
    p_premium_for_security: float | None
    p_economic_capitulation: float | None
    voices: list[str]
    outlet: str
    published: datetime | None
    published_precision: str
    title: str
    url: str
    start: int
    end: int
    locator: str
    story_size: int

    @classmethod
    def from_row(cls, row: Row, *, voices: Sequence[str]) -> PassageAnswer:
        """Take a passage as it is stored, joined with its article and scores."""
        values = {name: row[name] for name in cls.model_fields if name in row}
        return cls(**_texts(values), voices=list(voices))


class PassagesAnswer(BaseModel):
    """Some passages of a selection, and how many there are in all."""

    total: int
    limit: int
    offset: int
    passages: list[PassageAnswer]


class ArticleAnswer(BaseModel):
    """An article without its text."""

    article_id: str
    story_id: str
    story_size: int
    outlet: str
    url: str
    title: str
    published: datetime | None
    published_precision: str
    language: str
    n_chars: int
    agency: str

    @classmethod
    def from_row(cls, row: Row) -> ArticleAnswer:
        """Take an article as it is stored."""
        return cls(**_texts({name: row[name] for name in cls.model_fields}))


class ArticlesAnswer(BaseModel):
    """Some articles of a selection, and how many there are in all."""

    total: int
    limit: int
    offset: int
    articles: list[ArticleAnswer]


class ReadArticleAnswer(ArticleAnswer):
    """An article with its text and all that was found in it, as the tables have it."""

    text: str
    passages: list[dict[str, Any]]
    mentions: list[dict[str, Any]]
    voices: list[dict[str, Any]]

    @classmethod
    def from_reading(cls, reading: Reading) -> ReadArticleAnswer:
        """Take an article as it is read."""
        return cls(
            **ArticleAnswer.from_row(reading.article).model_dump(),
            text=clean(reading.article["text"]),
            passages=_plain_rows(reading.passages),
            mentions=_plain_rows(reading.mentions),
            voices=_plain_rows(reading.voices),
        )


class EntityAnswer(BaseModel):
    """A person or institution; ``key`` is what ``actor`` and ``institution`` take."""

    key: str
    kind: str
    name: str
    country: str
    wikidata: str | None
    n_mentions: int
    n_articles: int


class EntitiesAnswer(BaseModel):
    """Some entities, and how many there are in all."""

    total: int
    limit: int
    offset: int
    entities: list[EntityAnswer]


class ScoreAnswer(BaseModel):
    """The frames of one text."""

    p_premium_for_security: float
    p_economic_capitulation: float
    label: str
    stance: float
    tokens: int


class ScoresAnswer(BaseModel):
    """The frames of texts, in their order, and which model read them."""

    model: str
    model_sha256: str
    scores: list[ScoreAnswer]


class Problem(BaseModel):
    """Why there is no answer."""

    detail: str


def _texts(values: Row) -> Row:
    """Read a missing text as empty, and replace what JSON cannot hold."""
    return {
        name: "" if value is None and name in _TEXT_FIELDS else _plain(value)
        for name, value in values.items()
    }


def _plain_rows(rows: Iterable[Row]) -> list[Row]:
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


_TEXT_FIELDS = frozenset({"outlet", "url", "title", "agency", "language", "label", "locator"})


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell of any column
    return clean(value) if isinstance(value, str) else _finite(value)


def _finite(value: Any) -> Any:  # noqa: ANN401 - a cell of any column
    return None if isinstance(value, float) and not math.isfinite(value) else value
