"""An article, and how much of its date is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from stanceline.records.ids import ArticleId, StoryId, digest_text, make_id
from stanceline.records.times import require_utc


class Precision(StrEnum):
    """How much of a publication date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One printed article, with its text and where each fact about it came from.

    ``text`` begins with the title on a line of its own when the article has one, so that the
    title has offsets like everything else. ``chars_read`` is less than ``n_chars`` only with a
    reason in ``note``. ``published_local`` is the day as its publisher wrote it, in their zone.
    """

    article_id: ArticleId
    text: str
    source: str
    locator: str
    outlet: str = ""
    url: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    published_local: date | None = None
    published_precision: Precision = Precision.NONE
    published_source: str = ""
    modified: datetime | None = None
    language: str = "und"
    n_chars: int
    chars_read: int
    story_id: StoryId
    story_size: int = 1
    is_wire: bool = False
    agency: str = ""
    relevance: float = 1.0
    opt_outs: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        require_utc(self.published, name="published")
        require_utc(self.modified, name="modified")
        if (self.published is None) != (self.published_precision is Precision.NONE):
            raise ValueError("published and published_precision must be known or unknown together")
        if self.chars_read < self.n_chars and not self.note:
            raise ValueError("an article read in part must say why in its note")
        if self.story_size < 1:
            raise ValueError(f"story_size must be at least 1, got {self.story_size}")

    @property
    def text_sha256(self) -> str:
        """The digest of the text, in hexadecimal."""
        return digest_text(self.text)


def make_article_id(*, url: str, outlet: str, title: str, published: str, text: str) -> ArticleId:
    """Make an article's id: the same article read twice is one, a reprint elsewhere is another."""
    return ArticleId(make_id(url, outlet, title, published, digest_text(text)))
