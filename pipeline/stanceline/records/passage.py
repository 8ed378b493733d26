"""A passage: what is framed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from stanceline.records.article import Article
from stanceline.records.ids import PassageId, digest_text, make_id
from stanceline.records.span import require_span


class PassageKind(StrEnum):
    """Where in the article a passage stands."""

    TITLE = "title"
    BODY = "body"
    QUOTE_BLOCK = "quote_block"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One to three sentences of one paragraph: the unit that is framed.

    One that is not on the codebook's subject is kept, and no model reads it.
    """

    passage_id: PassageId
    article: Article
    start: int
    end: int
    paragraph: int
    kind: PassageKind = PassageKind.BODY
    is_on_subject: bool = True

    def __post_init__(self) -> None:
        require_span(self.start, self.end, within=len(self.article.text))

    @property
    def text(self) -> str:
        """The passage's own text."""
        return self.article.text[self.start : self.end]


def make_passage_id(article: Article, start: int, end: int) -> PassageId:
    """Make a passage's id from its article, offsets and text."""
    return PassageId(
        make_id(article.article_id, str(start), str(end), digest_text(article.text[start:end]))
    )
