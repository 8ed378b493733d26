"""One article, read whole: its text in order, with frames, voices and what is named marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from stanceline.errors import UnknownNameError
from stanceline.report.exhibits import as_highlights, by_passage, say_date, say_voices
from stanceline.report.highlights import Highlight, highlight
from stanceline.report.wording import link
from stanceline.serve.selection import Selection
from stanceline.serve.served_run import ServedRun
from stanceline.store.rows import Row
from stanceline.store.views import read_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ARTICLE = "select * from articles where article_id = $article"
_PASSAGES = """
    select p.*, s.label, s.stance, s.p_premium_for_security, s.p_economic_capitulation
    from (select * from passages where article_id = $article) p
    left join (select * from scores where article_id = $article) s using (passage_id)
    order by p.start, p."end"
"""
_MENTIONS = "select * from mentions where article_id = $article order by start"
_VOICES = """
    select * from voices where article_id = $article
    order by passage_id, "end" - start desc, quotation = 'own', start
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the text; between passages there is none to show a score for."""

    text: Markup
    passage: Row | None = None
    voices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article with its rows: ``voices`` and ``mentions`` too are in the order of the text."""

    article: Row
    passages: tuple[Row, ...]
    mentions: tuple[Row, ...]
    voices: tuple[Row, ...]

    @property
    def when(self) -> str:
        """The date, no finer than it is known."""
        return say_date(self.article)

    @property
    def link(self) -> str:
        """The article's own address, when it can be one."""
        return link(self.article["url"] or "")

    def pieces(self) -> Iterator[Piece]:
        """Cut the text at its passages; whitespace between them is dropped."""
        text, done = self.article["text"], 0
        voices = by_passage(self.voices)
        marks = [*as_highlights(self.mentions, 0), *_speakers(self.voices)]
        for passage in self.passages:
            if (between := text[done : passage["start"]]).strip():
                yield Piece(text=_mark(between, marks, done))
            start = max(done, passage["start"])
            yield Piece(
                text=_mark(text[start : passage["end"]], marks, start),
                passage=passage,
                voices=say_voices(voices[passage["passage_id"]]),
            )
            done = max(done, passage["end"])
        if text[done:].strip():
            yield Piece(text=_mark(text[done:], marks, done))


def read_article(served: ServedRun, article_id: str, *, model: str = "") -> Reading:
    """Read one article.

    Raises:
        UnknownNameError: the run has no such article.

    """
    with served.views(Selection(model=model)) as views:
        found = _rows(views, _ARTICLE, article_id)
        if not found:
            raise UnknownNameError("article", article_id, ["those of /api/runs/NAME/articles"])
        return Reading(
            article=found[0],
            passages=_rows(views, _PASSAGES, article_id),
            mentions=_rows(views, _MENTIONS, article_id),
            voices=_rows(views, _VOICES, article_id),
        )


def find_article_of(served: ServedRun, passage_id: str) -> str:
    """Return the article that a passage is in.

    Raises:
        UnknownNameError: the run has no such passage.

    """
    with served.views(Selection()) as views:
        query = "select article_id from store.facts where passage_id = $passage"
        found = read_rows(views, query, {"passage": passage_id})
    if not found:
        raise UnknownNameError("passage", passage_id, ["those of /api/runs/NAME/passages"])
    return str(found[0]["article_id"])


def _rows(views: DuckDBPyConnection, query: str, article_id: str) -> tuple[dict[str, Any], ...]:
    return tuple(read_rows(views, query, {"article": article_id}))


def _speakers(voices: Sequence[Row]) -> Iterator[Highlight]:
    for voice in voices:
        if voice["speaker_start"] is not None:
            yield Highlight(
                start=voice["speaker_start"],
                end=voice["speaker_end"],
                kind="speaker",
                name=f"speaks: {voice['group']}",
            )


def _mark(text: str, marks: Sequence[Highlight], offset: int) -> Markup:
    """Mark what lies whole within a stretch of the text."""
    inside = [
        Highlight(start=m.start - offset, end=m.end - offset, kind=m.kind, name=m.name)
        for m in marks
        if offset <= m.start and m.end <= offset + len(text)
    ]
    return highlight(text.strip("\n") if not inside else text, inside)
