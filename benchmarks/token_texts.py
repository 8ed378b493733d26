"""Texts made again from the tokens of a data set, and spans back onto the tokens."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_CLOSING = {*".,;:!?%)]}…’”", "n't", "n’t", "...", "''"}
_OPENING = {*"([{$#€£¥₹“‘", "``", "US$", "A$", "C$", "HK$"}
_CLITICS = {mark + tail for mark in "'’" for tail in ("s", "re", "ve", "ll", "m", "d")}
_INITIAL = re.compile(r"[A-Z]\.?")
# Penn Treebank escapes, each as long as print has it.
_PRINTED = {"``": "“", "''": "”", "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]"}
# What print sets in one character, of another length.
_SET = {"--": "—", "...": "…", "`": "‘"}


@dataclass(frozen=True, slots=True)
class TokenText:
    """A text, and where each of its tokens begins and ends."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def tokens_in(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the half-open range of tokens that a span of characters touches."""
        first = bisect_right(self.ends, start)
        last = bisect_left(self.starts, end)
        return (first, last) if first < last else None


def join_sentences(sentences: Iterable[Sequence[str]], *, between: str = " ") -> TokenText:
    """Join tokenised sentences as print would set them, with ``between`` after each."""
    text = ""
    starts: list[int] = []
    ends: list[int] = []
    for sentence in sentences:
        text += between if text else ""
        previous = ""
        for position, token in enumerate(straightened(sentence)):
            if position and not _is_glued(previous, token):
                text += " "
            starts.append(len(text))
            text += _PRINTED.get(token, token)
            ends.append(len(text))
            previous = token
    return TokenText(text, tuple(starts), tuple(ends))


def printed(sentence: Sequence[str]) -> list[str]:
    """Return tokens as print has them: marks curled, dashes long.

    >>> printed(["``", "It", "did", "n't", "''"]), printed(['"', "No", '"', "--"])
    (['“', 'It', 'did', 'n’t', '”'], ['“', 'No', '”', '—'])
    """
    told = (_PRINTED.get(token, token) for token in straightened(sentence))
    return [_SET.get(token, token).replace("'", "’") for token in told]


def _is_glued(previous: str, word: str) -> bool:
    """Say whether print has no space between two tokens."""
    if word in _CLOSING | _CLITICS or previous in _OPENING:
        return True
    if previous in {"'", "’"} and word in {"s", "S", "t", "re", "ve", "ll"}:
        return True
    is_initials = bool(_INITIAL.fullmatch(previous) and _INITIAL.fullmatch(word))
    return is_initials or (word == "$" and previous in {"US", "HK", "NT", "NZ", "A", "C", "S"})


def straightened(sentence: Sequence[str]) -> list[str]:
    """Return tokens with straight quotation marks told apart, opening and closing in turn."""
    told: list[str] = []
    is_open = False
    for word in sentence:
        if word == '"':
            told.append("''" if is_open else "``")
            is_open = not is_open
        else:
            is_open = {"``": True, "“": True, "''": False, "”": False}.get(word, is_open)
            told.append(word)
    return told
