"""Texts cut for the parser: paragraph by paragraph, and never more than it can take."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stanceline.extract.datelines import dateline_end

# A paragraph with the line breaks and white space after it, so that pieces join to the text.
_BLOCK = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]*[\n\r\v\f\x85\u2028\u2029]*\s*")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# Far under spaCy's max_length of a million: the parser's memory grows with the piece.
PIECE_CHARS = 8000
# A run without white space that is longer is not language; the tokenizer is quadratic in it.
RUN_CHARS = 400
_RUN = re.compile(rf"\S{{{RUN_CHARS}}}")
_SPACE = re.compile(r"\s")


def cut_pieces(text: str, *, limit: int = PIECE_CHARS) -> Iterator[str]:
    r"""Yield pieces that join to the text, each of one paragraph and at most ``limit`` long.

    A dateline is a piece of its own: no parser takes it for the subject of what follows.

    >>> list(cut_pieces("One.\n\nTwo."))
    ['One.\n\n', 'Two.']
    """
    for block in _BLOCK.findall(text):
        end = dateline_end(block)
        yield from _cut_block(block[:end], limit)
        yield from _cut_block(block[end:], limit)


def _cut_block(rest: str, limit: int) -> Iterator[str]:
    while len(rest) > limit or _RUN.search(rest):
        cut = _cut_point(rest, limit)
        yield rest[:cut]
        rest = rest[cut:]
    if rest:
        yield rest


def readable(text: str) -> str:
    """Return a text of the same length without lone surrogates, which no tokenizer can store."""
    return _SURROGATE.sub("\ufffd", text)


def _cut_point(block: str, limit: int) -> int:
    run = _RUN.search(block, 0, limit)
    if run:
        return run.end()
    spaces = [match.end() for match in _SPACE.finditer(block, 0, limit)]
    return spaces[-1] if spaces else min(limit, len(block))
