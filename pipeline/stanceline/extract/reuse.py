"""An extractor that reads a text once, however many outlets print it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from stanceline.protocols import Extractor
from stanceline.recent import Recent
from stanceline.records import (
    Article,
    Extraction,
    Passage,
    PassageId,
    Rejected,
    make_id,
    make_mention_id,
    make_passage_id,
)

# Reprints follow within days; an extraction is some tens of kilobytes.
_ARTICLES = 500


@dataclass(frozen=True, kw_only=True)
class ReusingExtractor:
    """Another extractor, and what it found last; the longest unused is forgotten first.

    What is found depends on title and text alone, so a word-for-word reprint gets the findings of
    the printing before, under ids of its own.
    """

    extractor: Extractor
    found: Recent[Extraction] = field(
        default_factory=lambda: Recent(_ARTICLES), repr=False, compare=False
    )

    @property
    def fingerprint(self) -> str:
        """That of the extractor which reads."""
        return self.extractor.fingerprint

    def __call__(self, articles: Iterable[Article]) -> Iterator[Extraction | Rejected]:
        """Extract from articles, in order."""
        for article in articles:
            key = make_id(article.title, article.text)
            if known := self.found.get(key):
                yield move_extraction(known, article)
                continue
            for result in self.extractor([article]):
                if isinstance(result, Extraction):
                    self.found.keep(key, result)
                yield result


def move_extraction(found: Extraction, article: Article) -> Extraction:
    """Return what was found in an article as found in another of the same title and text."""
    passage_of: dict[PassageId, Passage] = {
        passage.passage_id: replace(
            passage,
            article=article,
            passage_id=make_passage_id(article, passage.start, passage.end),
        )
        for passage in found.passages
    }
    mentions = (
        replace(
            mention,
            article=article,
            mention_id=make_mention_id(article, mention.start, mention.end, mention.kind),
            passage_id=mention.passage_id and passage_of[mention.passage_id].passage_id,
        )
        for mention in found.mentions
    )
    voices = (
        replace(voice, passage=passage_of[voice.passage.passage_id]) for voice in found.voices
    )
    return Extraction(
        article=article,
        passages=tuple(passage_of.values()),
        mentions=tuple(mentions),
        voices=tuple(voices),
    )
