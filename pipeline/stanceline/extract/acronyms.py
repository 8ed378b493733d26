"""Acronyms that a text explains: "Japan Bank for International Cooperation (JBIC)", and back.

The letters are matched from right to left, as in Schwartz and Hearst 2003: the first letter of
the acronym begins a word, the others may stand anywhere in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SHORT = r"[A-Z][A-Za-z&./-]{0,9}[A-Z]s?"
_LONG_FIRST = re.compile(rf"\((?:the )?[“\"]?({_SHORT})[”\"]?\)")
_SHORT_FIRST = re.compile(rf"\b({_SHORT}) \((?:the )?([A-Z][^()\n]{{5,120}})\)")
_WORD = re.compile(r"[\w&’'.-]+")
# What is written like an acronym of a body and names none.
_OTHER_ACRONYMS = (
    "AI API CEO CFO CPI EV EVs FAQ FAQs FDI FTA FTAs FX GDP GNP GNI HR ICT IP IPO IT LNG MOU MoU "
    "NTB NTBs OPEX PPP PR ROI SME SMEs SPV TV UK US USA U.S. VAT WMD"
)
NOT_BODIES = frozenset(_OTHER_ACRONYMS.split())
_SMALL_WORDS = frozenset(
    ("the", "a", "an", "of", "and", "for", "in", "on", "to", "by", "with", "at")
)


@dataclass(frozen=True, slots=True)
class AcronymPair:
    """A short and a long form of one name, and where the long form stands."""

    short: str
    long: str
    start: int
    end: int


def find_acronyms(text: str) -> list[AcronymPair]:
    """List the pairs of a text; the first explanation of an acronym wins.

    >>> find_acronyms("the European Union (EU)")[0].long
    'European Union'
    """
    pairs: dict[str, AcronymPair] = {}
    for pair in (*_long_then_short(text), *_short_then_long(text)):
        if pair.short not in NOT_BODIES and _is_title_case(pair.long):
            pairs.setdefault(pair.short, pair)
    return list(pairs.values())


def _long_then_short(text: str) -> Iterator[AcronymPair]:
    for match in _LONG_FIRST.finditer(text):
        short = match[1]
        # The window of Schwartz and Hearst: min(|A| + 5, 2 |A|) words, with room for small ones.
        reach = text.rfind("\n", 0, match.start()) + 1
        lead = text[max(reach, match.start() - 160) : match.start()].rstrip()
        offset = max(reach, match.start() - 160)
        words = list(_WORD.finditer(lead))[-min(len(short) + 5, 2 * len(short) + 2) :]
        begin = _match_letters(short, lead, words[0].start()) if words else None
        if begin is not None:
            yield AcronymPair(short, lead[begin:], offset + begin, offset + len(lead))


def _short_then_long(text: str) -> Iterator[AcronymPair]:
    for match in _SHORT_FIRST.finditer(text):
        long = match[2].rstrip()
        if _match_letters(match[1], long, 0) == 0:
            yield AcronymPair(match[1], long, match.start(2), match.start(2) + len(long))


def _match_letters(short: str, long: str, floor: int) -> int | None:
    """Return where in ``long`` the letters of ``short`` begin, matched from the right."""
    letters = [char.lower() for char in short.rstrip("s") if char.isalnum()]
    at = len(long)
    for position, letter in reversed(list(enumerate(letters))):
        at = long.lower().rfind(letter, floor, at)
        while position == 0 and at > floor and long[at - 1].isalnum():
            at = long.lower().rfind(letter, floor, at)
        if at < 0:
            return None
    return at


def _is_title_case(long: str) -> bool:
    words = [word for word in long.split() if word.lower() not in _SMALL_WORDS]
    return len(words) > 1 and all(word[0].isupper() for word in (words[0], words[-1]))
