"""An extractor that passes by what is off the codebook's subject, before anything is parsed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from stanceline.frame.relevance import Stretch, Subject
from stanceline.protocols import Extractor
from stanceline.records import Article, Extraction, Rejected, make_id


@dataclass(frozen=True, kw_only=True)
class SelectiveExtractor:
    """Reads articles of at least ``article`` relevance; marks passages in the midst of less.

    An article that is passed by comes out with nothing found in it. A passage is on the subject
    when a stretch of text that touches it, or one beside that, has at least ``passage`` relevance.
    Both are decided by the article alone.
    """

    extractor: Extractor
    subject: Subject = field(repr=False)
    article: float
    passage: float

    @property
    def fingerprint(self) -> str:
        """Identify the extractor, the subject and where the lines are drawn."""
        lines = f"{self.article}/{self.passage}"
        return make_id(self.extractor.fingerprint, self.subject.fingerprint, lines)

    def __call__(self, articles: Iterable[Article]) -> Iterator[Extraction | Rejected]:
        """Extract from articles, in order."""
        for article in articles:
            stretches = self.subject.measure(article.text)
            if max((s.relevance for s in stretches), default=0.0) < self.article:
                yield Extraction(article=article, passages=(), mentions=(), voices=())
                continue
            for found in self.extractor([article]):
                yield found if isinstance(found, Rejected) else self._mark(found, stretches)

    def _mark(self, found: Extraction, stretches: list[Stretch]) -> Extraction:
        near = [
            max(s.relevance for s in stretches[max(0, place - 1) : place + 2]) >= self.passage
            for place in range(len(stretches))
        ]
        if all(near):
            return found
        marked = (
            p
            if any(
                is_near and s.start < p.end and p.start < s.end
                for s, is_near in zip(stretches, near, strict=True)
            )
            else replace(p, is_on_subject=False)
            for p in found.passages
        )
        return replace(found, passages=tuple(marked))
