"""A mention: who, what or how much is named."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from stanceline.records.article import Article
from stanceline.records.ids import MentionId, PassageId, make_id
from stanceline.records.span import require_span


class MentionKind(StrEnum):
    """What a mention names."""

    PERSON = "person"
    INSTITUTION = "institution"
    PLACE = "place"
    MONEY = "money"
    PERCENT = "percent"
    QUANTITY = "quantity"


class Qualifier(StrEnum):
    """How exactly an amount is claimed."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"
    UP_TO = "up_to"
    RANGE = "range"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A person, institution, place or amount, where it stands and what it means.

    ``value`` and ``value_high`` are plain numbers: 5.5e11 for "$550 billion", 15.0 for "15%".
    """

    mention_id: MentionId
    article: Article
    passage_id: PassageId | None
    start: int
    end: int
    kind: MentionKind
    entity_id: str = ""
    canonical: str = ""
    wikidata: str | None = None
    country: str = ""
    role: str = ""
    value: float | None = None
    value_high: float | None = None
    currency: str = ""
    unit: str = ""
    qualifier: Qualifier | None = None
    per: str | None = None
    of_what: str = ""
    over_years: float | None = None
    actor: str = ""
    actor_id: str = ""

    def __post_init__(self) -> None:
        require_span(self.start, self.end, within=len(self.article.text))

    @property
    def surface(self) -> str:
        """The mention as it is written."""
        return self.article.text[self.start : self.end]


def make_mention_id(article: Article, start: int, end: int, kind: MentionKind) -> MentionId:
    """Make a mention's id from its article, offsets and kind."""
    return MentionId(make_id(article.article_id, str(start), str(end), kind))
