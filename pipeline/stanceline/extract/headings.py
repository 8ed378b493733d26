"""Lines that are headings: their capitals are the typesetter's, not the mark of a name."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_WORD = re.compile(r"[^\W\d_][\w'’&.-]*")
_LABEL = re.compile(r"\s*(?:[^\w\s]{1,3}\s*)?(?P<label>[^.!?\n:]{3,120}):(?=\s|\Z)")
_CLOSED = re.compile(r"[.!?;,:…][”\"’')\]]*\s*\Z")
_SET_SMALL = (
    "a an and as at but by for from in into is nor of off on onto or over per than the to up via "
    "vs with"
)
_SMALL = frozenset(_SET_SMALL.split())
_MAX_WORDS = 16


@dataclass(frozen=True, slots=True)
class Headings:
    """The stretches of a text in which every word has a capital."""

    spans: tuple[tuple[int, int], ...]

    def holds(self, start: int, end: int) -> bool:
        """Say whether a name lies in a heading."""
        return any(left <= start and end <= right for left, right in self.spans)


def find_headings(text: str) -> Headings:
    """Find title-case lines, and labels in capitals that open a paragraph ("KEY FACTS: ...").

    >>> find_headings("The Price of Friendship").spans
    ((0, 23),)
    """
    spans = []
    for line in _LINE.finditer(text):
        if _is_heading(line.group()):
            spans.append(line.span())
        elif (label := _LABEL.match(line.group())) and label["label"].isupper():
            spans.append((line.start(), line.start() + label.end("label")))
    return Headings(tuple(spans))


def _is_heading(line: str) -> bool:
    words = _WORD.findall(line)
    if not 0 < len(words) <= _MAX_WORDS or _CLOSED.search(line):
        return False
    if line.rstrip().endswith("?"):
        return False
    weighty = [word for word in words if word.casefold() not in _SMALL]
    return bool(weighty) and all(word[0].isupper() for word in weighty)
