"""Passages: the sentences of a paragraph packed in order, the unit that is framed.

A passage closes when it has 20 words or two sentences. A sentence of over 60 words stands alone.
A quotation is kept whole as long as the passage stays within 90 words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from stanceline.extract.quotations import QuotedSpan, find_quotations
from stanceline.records import Article, Passage, PassageKind, make_passage_id

MIN_WORDS = 20
MIN_SENTENCES = 2
LONE_WORDS = 60
MAX_QUOTED_WORDS = 90
_PARAGRAPH = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    words: int


def cut_passages(article: Article, sentence_starts: Sequence[int]) -> list[Passage]:
    """Cut an article at the given sentence starts; every non-space character is in one passage."""
    quotations = [q for q in find_quotations(article.text) if q.is_closed]
    passages: list[Passage] = []
    for number, paragraph in enumerate(_paragraphs(article.text)):
        kind = _kind(article, paragraph, number)
        sentences = _sentences(article.text, paragraph, sentence_starts)
        packed = [_join(sentences)] if kind is PassageKind.TITLE else _pack(sentences, quotations)
        passages += [_passage(article, span, number, kind=kind) for span in packed]
    return passages


def _paragraphs(text: str) -> Iterator[_Span]:
    for match in _PARAGRAPH.finditer(text):
        if span := _stripped(text, match.start(), match.end()):
            yield span


def _sentences(text: str, paragraph: _Span, starts: Sequence[int]) -> list[_Span]:
    inner = starts[bisect_left(starts, paragraph.start + 1) : bisect_left(starts, paragraph.end)]
    edges = [paragraph.start, *inner, paragraph.end]
    spans = (_stripped(text, *edge) for edge in pairwise(edges))
    return [span for span in spans if span]


def _stripped(text: str, start: int, end: int) -> _Span | None:
    raw = text[start:end]
    body = raw.strip()
    if not body:
        return None
    begin = start + len(raw) - len(raw.lstrip())
    return _Span(begin, begin + len(body), len(body.split()))


def _pack(sentences: Sequence[_Span], quotations: Sequence[QuotedSpan]) -> Iterator[_Span]:
    held: list[_Span] = []
    for sentence in sentences:
        if held and _closes_before(held, sentence, quotations):
            yield _join(held)
            held = []
        held.append(sentence)
    yield _join(held)


def _closes_before(
    held: Sequence[_Span], sentence: _Span, quotations: Sequence[QuotedSpan]
) -> bool:
    words = sum(span.words for span in held)
    if _is_quoting(held[-1].end, sentence.start, quotations):
        return words + sentence.words > MAX_QUOTED_WORDS
    return words >= MIN_WORDS or len(held) >= MIN_SENTENCES or sentence.words > LONE_WORDS


def _is_quoting(end: int, start: int, quotations: Sequence[QuotedSpan]) -> bool:
    return any(q.start < end and start < q.end for q in quotations)


def _join(spans: Sequence[_Span]) -> _Span:
    return _Span(spans[0].start, spans[-1].end, sum(span.words for span in spans))


def _kind(article: Article, paragraph: _Span, number: int) -> PassageKind:
    line = article.text[paragraph.start : paragraph.end]
    if number == 0 and article.title and line.split() == article.title.split():
        return PassageKind.TITLE
    return PassageKind.QUOTE_BLOCK if line.startswith(">") else PassageKind.BODY


def _passage(article: Article, span: _Span, paragraph: int, *, kind: PassageKind) -> Passage:
    return Passage(
        passage_id=make_passage_id(article, span.start, span.end),
        article=article,
        start=span.start,
        end=span.end,
        paragraph=paragraph,
        kind=kind,
    )
