"""Builders and fakes for tests, here and in anyone's own extension of stanceline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from stanceline.records import (
    Article,
    Extraction,
    Frame,
    FrameScore,
    Label,
    Passage,
    PassageKind,
    Pole,
    Precision,
    Rejected,
    StoryId,
    make_article_id,
    make_passage_id,
)

SAMPLE_TEXT = "The minister defended the deal.\n\nThe opposition called it a surrender."


def make_article(
    text: str = SAMPLE_TEXT,
    *,
    outlet: str = "Kanto Ledger",
    published: datetime | None = datetime(2025, 7, 24, tzinfo=UTC),
    title: str = "",
    url: str = "",
    language: str = "en",
    story_id: str = "",
    story_size: int = 1,
) -> Article:
    """Build an article; everything but the text has a sensible value."""
    stamp = published.isoformat() if published else ""
    article_id = make_article_id(url=url, outlet=outlet, title=title, published=stamp, text=text)
    return Article(
        article_id=article_id,
        text=text,
        source="test",
        locator="test:1",
        outlet=outlet,
        url=url,
        title=title,
        published=published,
        published_precision=Precision.DAY if published else Precision.NONE,
        published_source="test" if published else "",
        language=language,
        n_chars=len(text),
        chars_read=len(text),
        story_id=StoryId(story_id or article_id),
        story_size=story_size,
    )


def make_passage(text: str = SAMPLE_TEXT, *, article: Article | None = None) -> Passage:
    """Build a passage that spans its whole article."""
    article = article or make_article(text)
    return Passage(
        passage_id=make_passage_id(article, 0, len(article.text)),
        article=article,
        start=0,
        end=len(article.text),
        paragraph=0,
        kind=PassageKind.BODY,
    )


@dataclass(frozen=True)
class ParagraphExtractor:
    """Fake extractor: every paragraph is a passage, nothing is mentioned, no one speaks."""

    fingerprint: str = "paragraphs"

    def __call__(self, articles: Iterable[Article]) -> Iterator[Extraction | Rejected]:
        """Cut at blank lines."""
        for article in articles:
            yield Extraction(
                article=article,
                passages=tuple(_paragraphs(article)),
                mentions=(),
                voices=(),
            )


def _paragraphs(article: Article) -> Iterator[Passage]:
    start = 0
    for number, block in enumerate(article.text.split("\n\n")):
        end = start + len(block)
        if block.strip():
            yield Passage(
                passage_id=make_passage_id(article, start, end),
                article=article,
                start=start,
                end=end,
                paragraph=number,
            )
        start = end + 2


@dataclass(frozen=True)
class KeywordFramer:
    """Fake framer: a word decides, so that a test can plant what it wants to find."""

    premium_word: str = "defended"
    capitulation_word: str = "surrender"
    fingerprint: str = "keyword"
    poles: tuple[Pole, ...] = tuple(Pole(id=frame) for frame in Frame)

    def __call__(self, passages: Sequence[Passage]) -> list[FrameScore]:
        """Score each passage from the two words."""
        return [self._score(passage) for passage in passages]

    def _score(self, passage: Passage) -> FrameScore:
        premium = 0.9 if self.premium_word in passage.text else 0.1
        capitulation = 0.9 if self.capitulation_word in passage.text else 0.1
        tokens = len(passage.text.split())
        return FrameScore(
            passage=passage,
            p_premium_for_security=premium,
            p_economic_capitulation=capitulation,
            label=label_of(premium > 0.5, capitulation > 0.5),
            tokens=tokens,
            tokens_read=tokens,
            model="keyword",
            model_sha256="0" * 64,
        )


def label_of(premium: bool, capitulation: bool) -> Label:  # noqa: FBT001 - the two poles are the arguments
    """Name the class of two yes/no answers."""
    if premium and capitulation:
        return Label.BOTH
    if premium:
        return Label.PREMIUM_FOR_SECURITY
    return Label.ECONOMIC_CAPITULATION if capitulation else Label.NEITHER
