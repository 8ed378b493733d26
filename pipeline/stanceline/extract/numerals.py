"""Numbers as news writes them: digits, digit groups, words and magnitudes."""

from __future__ import annotations

import re
from decimal import Decimal

_UNITS_WRITTEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS_WRITTEN = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS, _TENS = _UNITS_WRITTEN.split(), _TENS_WRITTEN.split()
_WORDS = (
    {word: Decimal(value) for value, word in enumerate(_UNITS)}
    | {word: Decimal(10 * value) for value, word in enumerate(_TENS, start=2)}
    | {"half": Decimal("0.5"), "a": Decimal(1), "an": Decimal(1)}
)
_MAGNITUDES = {
    "hundred": 2, "thousand": 3, "k": 3, "lakh": 5, "million": 6, "mn": 6, "mln": 6, "m": 6,
    "crore": 7, "billion": 9, "bn": 9, "bln": 9, "b": 9, "trillion": 12, "tn": 12, "trn": 12,
    "t": 12, "mil": 6, "mio": 6, "mrd": 9, "man": 4, "oku": 8, "cho": 12,
}  # fmt: skip

SPACE = r"[ \u00a0\u2009\u202f]"
# Bounded everywhere, so that no input makes the search slow or a value infinite.
DIGITS = (
    r"(?:[0-9]{1,3}(?:,[0-9]{2,3}){0,4},[0-9]{3}(?![0-9])(?:\.[0-9]{1,6})?"
    r"|[0-9]{1,15}(?:\.[0-9]{1,6})?|(?<![\w.])\.[0-9]{1,6})"
)
_SMALL = "|".join(sorted((*_UNITS, *_TENS), key=len, reverse=True))
_LONG = "hundred|thousand|lakh|million|mln|mil|mio|mn|crore|billion|bln|bn|mrd|trillion|trn|tn"
# Romanised Japanese magnitudes, which are words of other languages too: only before yen.
_MYRIADS = r"(?:man|oku|cho)(?=[ -](?:yen|JPY)\b)"
WORDED = (
    rf"(?i:half(?=[ -]an?\b|[ -](?:percent|per cent|{_LONG})\b)(?:{SPACE}an?)?"
    rf"|an?(?={SPACE}(?:{_LONG})\b)"
    rf"|(?:a{SPACE})?quarter(?=(?:{SPACE}of{SPACE}a)?{SPACE}(?:{_LONG})\b)(?:{SPACE}of{SPACE}a)?"
    rf"|three{SPACE}quarters(?=(?:{SPACE}of{SPACE}a)?{SPACE}(?:{_LONG})\b)(?:{SPACE}of{SPACE}a)?"
    rf"|half(?={SPACE}(?:{_LONG})\b)"
    rf"|(?:{_SMALL})(?:[ -](?:{_SMALL}))?\b(?:{SPACE}and{SPACE}a{SPACE}half\b)?)"
)
MAGNITUDE = rf"(?i:(?:(?:{SPACE}|-)?(?:{_LONG}|{_MYRIADS})\b){{1,2}}|[kmbt](?![\w$]))"
_MAGNITUDE_WORD = re.compile(r"[a-z]+")


def number_of(written: str) -> Decimal:
    """Return the value of digits or number words, without a magnitude.

    >>> number_of("1,250.5"), number_of("twenty-five"), number_of("three and a half")
    (Decimal('1250.5'), Decimal('25'), Decimal('3.5'))
    """
    if written[0].isdigit() or written[0] == ".":
        return Decimal(written.replace(",", ""))
    words = re.findall(r"[a-z]+", written.lower())
    if words[0] == "half":
        return _WORDS["half"]
    if {"quarter", "quarters"} & set(words):
        return Decimal("0.75" if words[0] == "three" else "0.25")
    return (
        sum((_WORDS[word] for word in words if word not in {"and", "a", "an"}), Decimal(0))
        or (_WORDS[words[0]])
    )


def power_of(magnitude: str) -> int:
    """Return the power of ten of a magnitude; "lakh crore" is 12.

    >>> power_of(" billion"), power_of("k"), power_of("")
    (9, 3, 0)
    """
    return sum(_MAGNITUDES[word] for word in _MAGNITUDE_WORD.findall(magnitude.lower()))
