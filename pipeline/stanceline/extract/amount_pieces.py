"""Numbers with what is written at them: [sign] number [magnitude] [rate or currency]."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from stanceline.extract.currencies import CODES, SIGNS, SIGNS_AFTER, WORDS
from stanceline.extract.numerals import DIGITS, MAGNITUDE, SPACE, WORDED, number_of, power_of
from stanceline.records import MentionKind

# Percentage points before percent, the longer before the shorter.
_RATES = {
    r"(?:percentage|percent|%)[ -]points?|pp\b|ppts?\b": (MentionKind.QUANTITY, "percentage_point"),
    r"basis[ -]points?|bps?\b": (MentionKind.QUANTITY, "basis_point"),
    r"%|％|percent(?:age|s)?\b|per[ \u00a0-]cent|pct\b\.?|pc\b": (MentionKind.PERCENT, "%"),
}


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _signs() -> str:
    """Return the signs before a number; "US $5" and "us$5" are in print too."""
    dollars = "|".join(
        sorted((sign[:-1] for sign in SIGNS if sign[1:].endswith("$")), key=len)[::-1]
    )
    spaced = rf"(?:{dollars}|(?i:us|u\.s\.?|hk|nt|nz|c|{'|'.join(CODES)})){SPACE}?\$"
    return rf"{spaced}|{_any_of(sign for sign in SIGNS if sign != 'PS')}"


_RATE = "|".join(_RATES)
_CODE = rf"(?:{_any_of(CODES)})"
# Hundredths: their value is divided, and the currency is the whole one's.
HUNDREDTHS = {"cent": "USD", "cents": "USD", "pence": "GBP", "penny": "GBP", "sen": "MYR"}
_CURRENCY_AFTER = (
    rf"(?P<mega>[Mk])?{_CODE}\b|(?:[{re.escape(SIGNS_AFTER)}]|ரூ)(?!{SPACE}?\d)"
    rf"|(?i:(?:{'|'.join(WORDS)}|{'|'.join(HUNDREDTHS)}|RMB|USD)\b)"
)
_PIECE = re.compile(
    rf"(?<![\w$€£¥₩₹])(?<![0-9][.,:/])(?<!%)"
    rf"(?P<minus>(?<=[\s(])[-−](?=[0-9$€£¥₩])|(?i:minus{SPACE}))?"
    rf"(?:(?P<before>{_signs()}|{_CODE}(?=[ 0-9])|PS(?=[0-9][0-9,.]*(?:bn|m|k|,[0-9]{{3}})))"
    rf"{SPACE}?(?P<inner>[-−])?)?"
    rf"(?P<number>{DIGITS}|\b{WORDED})(?P<magnitude>{MAGNITUDE}|(?(before){SPACE}[mb](?!\w)|(?!)))?"
    rf"(?:(?:{SPACE}|-)?(?:(?P<rate>(?i:{_RATE}))(?![0-9])"
    rf"|(?:of{SPACE}a{SPACE})?(?P<after>{_CURRENCY_AFTER})"
    rf"(?P<late>{SPACE}(?:million|billion|trillion)\b)?))?"
)
_RATE_PATTERNS = tuple((re.compile(rf"(?i:{rate})"), unit) for rate, unit in _RATES.items())


@dataclass(frozen=True, slots=True)
class AmountPiece:
    """One number with what is written at it; alone it need not be an amount yet."""

    match: re.Match[str]

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.match.start()

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.match.end()

    @property
    def currency(self) -> str:
        """The sign, code or word of its currency as written, or ""."""
        return self.match["before"] or self.match["after"] or ""

    @property
    def rate(self) -> str:
        """What makes it a percentage or a number of points, as written, or ""."""
        return self.match["rate"] or ""

    @property
    def unit(self) -> str:
        """The rate or the currency."""
        return self.rate or self.currency

    @property
    def magnitude(self) -> str:
        """The word for its thousands, millions ..., wherever it stands."""
        return self.match["magnitude"] or self.match["late"] or self.match["mega"] or ""

    @property
    def is_hundredth(self) -> bool:
        """Say whether it counts cents or pence."""
        return (self.match["after"] or "").lower() in HUNDREDTHS

    def value(self, magnitude: str) -> float:
        """Return its value with a magnitude, its own or a neighbour's."""
        sign = -1 if self.match["minus"] or self.match["inner"] else 1
        power = power_of(magnitude) - (2 if self.is_hundredth else 0)
        return float(sign * number_of(self.match["number"]).scaleb(power))


def find_pieces(text: str) -> list[AmountPiece]:
    """List the numbers of a text with their signs and units; most are no amounts."""
    return [AmountPiece(match) for match in _PIECE.finditer(text)]


def rate_of(written: str) -> tuple[MentionKind, str]:
    """Return kind and unit of "%", "basis points" and their like."""
    return next(unit for pattern, unit in _RATE_PATTERNS if pattern.fullmatch(written))
