"""Quotation marks and what stands between them, paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_MARK = re.compile(r"[“”„«»\"]|(?<!\w)‘(?=\w)|’(?!\w)")
_CLOSES = {"“": "”", "„": "“”", "«": "»", '"': '"', "‘": "’"}


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """A quotation with its marks; an open one runs to the end of its paragraph."""

    start: int
    end: int
    is_closed: bool = True


def find_quotations(text: str) -> list[QuotedSpan]:
    """List the outermost quotations of a text.

    A paragraph that opens a quotation and does not close it is how print carries a quotation
    over paragraphs, so an open one ends with its paragraph.

    >>> [text[q.start : q.end] for text in ["a “b c” d"] for q in find_quotations(text)]
    ['“b c”']
    """
    return [span for line in _LINE.finditer(text) for span in _in_line(text, line)]


def _in_line(text: str, line: re.Match[str]) -> Iterator[QuotedSpan]:
    opened: int | None = None
    for mark in _MARK.finditer(text, line.start(), line.end()):
        if opened is None:
            opened = mark.start() if mark.group() in _CLOSES else None
        elif mark.group() in _CLOSES[text[opened]]:
            yield QuotedSpan(opened, mark.end())
            opened = None
    # A lone single mark is an apostrophe more often than a quotation.
    if opened is not None and text[opened] != "‘":
        end = opened + len(text[opened : line.end()].rstrip())
        yield QuotedSpan(opened, end, is_closed=False)


def quoted_share(start: int, end: int, quotations: list[QuotedSpan]) -> float:
    """Return which share of a span stands in quotation marks, from 0 to 1."""
    inside = sum(max(0, min(end, q.end) - max(start, q.start)) for q in quotations)
    return inside / (end - start)
