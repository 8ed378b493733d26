"""Quotations without a reporting verb: who speaks nearest in the paragraph says them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from stanceline.extract.attribution import Attribution
from stanceline.extract.quotations import QuotedSpan
from stanceline.records import Quotation

# Shorter quotations without a speaker are titles and scare quotes, not speech.
_MIN_QUOTED_WORDS = 5


def unclaimed_quotations(
    text: str, quotations: Sequence[QuotedSpan], voiced: Sequence[Attribution]
) -> Iterator[Attribution]:
    """Yield the quotations that no reporting verb governs, by who speaks nearest."""
    previous: Attribution | None = None
    for quotation in quotations:
        if any(_claims(one, quotation) for one in voiced):
            continue
        source = _nearest(text, quotation, voiced) or previous
        is_speech = _words(text, quotation) >= _MIN_QUOTED_WORDS
        if not is_speech and not _continues(text, source, quotation):
            continue
        previous = source if not quotation.is_closed else None
        yield _spoken_by(source, quotation)


def _claims(one: Attribution, quotation: QuotedSpan) -> bool:
    """Say whether a quotation is someone's; speech reported inside it does not claim it."""
    is_inside = quotation.start <= one.cue_start < quotation.end
    return not is_inside and one.start < quotation.end and quotation.start < one.end


def _continues(text: str, source: Attribution | None, quotation: QuotedSpan) -> bool:
    """Say whether a short quotation goes on with the sentence of a quoted speaker."""
    if source is None or source.quotation is Quotation.INDIRECT:
        return False
    between = text[source.cue_start : quotation.start]
    return bool(between) and not re.search(r"[.!?][\s”\"]", between)


def _spoken_by(source: Attribution | None, quotation: QuotedSpan) -> Attribution:
    base = source or Attribution(start=quotation.start, end=quotation.end)
    return replace(
        base,
        start=quotation.start,
        end=quotation.end,
        cue_start=quotation.start,
        quotation=Quotation.DIRECT,
        source=None,
        group=None,
    )


def _nearest(text: str, quotation: QuotedSpan, voiced: Sequence[Attribution]) -> Attribution | None:
    """Return who spoke last before a quotation in its paragraph, else who speaks next in it."""
    line_start, line_end = _line(text, quotation.start)
    inside = [one for one in voiced if line_start <= one.cue_start < line_end]
    before = [one for one in inside if one.cue_start < quotation.start]
    return before[-1] if before else next(iter(inside), None)


def _line(text: str, at: int) -> tuple[int, int]:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return start, end if end >= 0 else len(text)


def _words(text: str, quotation: QuotedSpan) -> int:
    return len(text[quotation.start : quotation.end].split())
