"""How stages are put together: articles in, scored passages out, all in memory.

The batch runner calls the same stages shard by shard; a notebook calls this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stanceline.config import Settings
from stanceline.frame.relevance import make_off_subject_score
from stanceline.protocols import Extractor, Framer
from stanceline.records import Article, Extraction, FrameScore, Passage, Rejected
from stanceline.registry import make_reusing_framer, make_selective_extractor


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredArticle:
    """One article with everything found in it and a score for every passage that was read."""

    extraction: Extraction
    scores: tuple[FrameScore, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """An extractor and a framer, applied one after the other."""

    extractor: Extractor
    framer: Framer
    languages: tuple[str, ...] = ("en",)

    @classmethod
    def from_settings(cls, settings: Settings | None = None) -> Flow:
        """Make the stages that the settings name.

        Raises:
            StancelineError: a name is unknown or a model is missing.

        """
        settings = settings or Settings()
        return cls(
            extractor=make_selective_extractor(settings),
            framer=make_reusing_framer(settings),
            languages=settings.frame.languages,
        )

    def __call__(self, articles: Iterable[Article]) -> Iterator[ScoredArticle | Rejected]:
        """Extract and score articles in order; what failed is a rejection in its place."""
        for extraction in self.extractor(articles):
            if isinstance(extraction, Rejected):
                yield extraction
                continue
            readable = is_readable(extraction.article, self.languages)
            scores = read_on_subject(extraction.passages, self.framer) if readable else []
            yield ScoredArticle(extraction=extraction, scores=tuple(scores))

    def score_texts(self, texts: Iterable[str]) -> list[FrameScore]:
        """Score loose texts, each as one passage of its own."""
        return self.framer([make_loose_passage(text) for text in texts])


def read_on_subject(passages: Sequence[Passage], framer: Framer) -> list[FrameScore]:
    """Score passages in order; those off the subject are neither, unread."""
    read = iter(framer([passage for passage in passages if passage.is_on_subject]))
    return [next(read) if p.is_on_subject else make_off_subject_score(p) for p in passages]


def is_readable(article: Article, languages: Iterable[str]) -> bool:
    """Say whether the framer can read an article; an undetermined language is tried."""
    return article.language == "und" or article.language in set(languages)


def reject_language(article: Article, languages: Iterable[str]) -> Rejected:
    """Say why an article's passages were not scored."""
    return Rejected(
        source=article.source,
        locator=article.locator,
        stage="score",
        error="language",
        message=(
            f"kept but not scored: language is {article.language!r}, "
            f"the model reads {', '.join(languages)}"
        ),
    )


def make_loose_passage(text: str) -> Passage:
    """Make a text a passage of an article that holds nothing else."""
    from stanceline.records import StoryId, make_article_id, make_passage_id

    article_id = make_article_id(url="", outlet="", title="", published="", text=text)
    article = Article(
        article_id=article_id,
        text=text,
        source="text",
        locator="text",
        n_chars=len(text),
        chars_read=len(text),
        story_id=StoryId(article_id),
    )
    return Passage(
        passage_id=make_passage_id(article, 0, len(text)),
        article=article,
        start=0,
        end=len(text),
        paragraph=0,
    )
