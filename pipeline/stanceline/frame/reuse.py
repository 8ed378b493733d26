"""A framer that reads a text once, however often and wherever it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from stanceline.protocols import Framer
from stanceline.recent import Recent
from stanceline.records import (
    Article,
    ArticleId,
    FrameScore,
    Passage,
    PassageId,
    Pole,
    StoryId,
    digest_text,
)

# Under a kilobyte each: the passages of some 4,000 articles.
_TEXTS = 60_000
# What is remembered stands in no article: the whole text of one would be held with it.
_NOWHERE = Passage(
    passage_id=PassageId(""),
    article=Article(
        article_id=ArticleId(""),
        text="-",
        source="",
        locator="",
        n_chars=1,
        chars_read=1,
        story_id=StoryId(""),
    ),
    start=0,
    end=1,
    paragraph=0,
)


@dataclass(frozen=True, kw_only=True)
class ReusingFramer:
    """Another framer, and the scores it gave last; the longest unused is forgotten first.

    A score depends on the text alone, so nothing but the time it takes tells the difference.
    """

    framer: Framer
    scores: Recent[FrameScore] = field(
        default_factory=lambda: Recent(_TEXTS), repr=False, compare=False
    )

    @property
    def fingerprint(self) -> str:
        """That of the framer which reads."""
        return self.framer.fingerprint

    @property
    def poles(self) -> tuple[Pole, ...]:
        """Name the two poles, the one that counts as plus first."""
        return self.framer.poles

    def __call__(self, passages: Sequence[Passage]) -> list[FrameScore]:
        """Score passages in order; every distinct text is read once."""
        digests = [digest_text(passage.text) for passage in passages]
        known = {digest: score for digest in digests if (score := self.scores.get(digest))}
        unread = {
            digest: passage
            for digest, passage in zip(digests, passages, strict=True)
            if digest not in known
        }
        fresh = dict(zip(unread, self.framer(list(unread.values())), strict=True))
        for digest, score in fresh.items():
            self.scores.keep(digest, replace(score, passage=_NOWHERE))
        scores = known | fresh
        return [
            replace(scores[digest], passage=passage)
            for digest, passage in zip(digests, passages, strict=True)
        ]
