"""Money and percentages in a text, by a grammar: [sign] number [magnitude] [unit], and ranges.

The grammar is written rather than learnt because a sum is either read right or it is a wrong
number in a table. The span is the amount alone; the words around it become ``qualifier`` and
``per``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stanceline.extract.currencies import CODES, SIGNS, WORDS, currency_of
from stanceline.extract.numerals import DIGITS, MAGNITUDE, SPACE, WORDED, number_of, power_of
from stanceline.records import MentionKind, Qualifier

# Percentage points before percent, the longer before the shorter.
_RATES = {
    r"(?:percentage|percent|%)[ -]points?|pp\b|ppts?\b": (MentionKind.QUANTITY, "percentage_point"),
    r"basis[ -]points?|bps?\b": (MentionKind.QUANTITY, "basis_point"),
    r"%|％|percent|per[ \u00a0-]cent|pct\b\.?": (MentionKind.PERCENT, "%"),
}


def _any_of(words: dict[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_RATE = "|".join(_RATES)
_CURRENCY_AFTER = rf"(?:{_any_of(CODES)})\b|[€£₩₹¥]|(?i:(?:{'|'.join(WORDS)})\b)"
_PIECE = re.compile(
    rf"(?<![\w$€£¥₩₹])(?<![0-9][.,:/])(?P<minus>(?<=[\s(])[-−](?=[0-9$€£¥₩]))?"
    rf"(?:(?P<before>{_any_of(SIGNS)}|(?:{_any_of(CODES)})\b|(?:{_any_of(CODES)})(?=[0-9])){SPACE}?)?"
    rf"(?P<number>{DIGITS}|\b{WORDED})(?P<magnitude>{MAGNITUDE})?"
    rf"(?:(?:{SPACE}|-)?(?:(?P<rate>(?i:{_RATE}))|(?:of{SPACE}a{SPACE})?(?P<after>{_CURRENCY_AFTER})))?"
)
_RATE_PATTERNS = tuple((re.compile(rf"(?i:{rate})"), unit) for rate, unit in _RATES.items())
_DASH = re.compile(rf"{SPACE}?[-–—]{SPACE}?")
_LINK = re.compile(rf"{SPACE}(to|and){SPACE}")
# A word that is also something else: "Trump won 3", "200 pounds of rice", "a 10-pound bag".
_WON = re.compile(r"(?i:won)")
_POUNDS = re.compile(r"(?i:pounds?)")
_WEIGHT = re.compile(r"\s+(?:of|per|in weight)\b|-")
# How far back a qualifier may begin: the longest is "in the neighbourhood of".
_REACH = 32
_HEDGES = (
    (Qualifier.UP_TO, r"up to|as (?:much|many|high) as|(?:no|not) more than|at most|maximum of"),
    (
        Qualifier.OVER,
        (
            r"over|more than|at least|exceed(?:s|ed|ing)?|above|upwards? of|(?:no|not) less than"
            r"|no fewer than|greater than|in excess of|north of|minimum of|surpass(?:es|ed|ing)?"
            r"|topp(?:ed|ing)|>"
        ),
    ),
    (Qualifier.UNDER, r"under|less than|below|fewer than|short of|shy of|<"),
    (
        Qualifier.ABOUT,
        (
            r"about|around|roughly|some|nearly|almost|approximately|approx\.?|estimated|close to"
            r"|circa|in the (?:region|neighbou?rhood|order) of|~|≈"
        ),
    ),
)
_BEFORE = tuple(
    (qualifier, re.compile(rf"(?i:(?<![\w-])(?:{words}){SPACE}*)\Z"))
    for qualifier, words in _HEDGES
)
_AFTER = (
    (Qualifier.OVER, re.compile(rf"\+|-plus\b|{SPACE}or more\b")),
    (Qualifier.UP_TO, re.compile(rf"{SPACE}or less\b")),
    (Qualifier.ABOUT, re.compile(rf"{SPACE}or so\b")),
)
_PERIODS_AFTER = (
    ("year", re.compile(rf"(?:{SPACE}|-)?(?:(?:a|per|each|every|/){SPACE}?year|annually|yearly"
                        rf"|per annum|annual\b|p\.a\.)")),
    ("month", re.compile(rf"(?:{SPACE}|-)?(?:(?:a|per|each|every|/){SPACE}?month|monthly)")),
)  # fmt: skip
_PERIODS_BEFORE = (
    ("year", re.compile(rf"(?i:annual|yearly){SPACE}\Z")),
    ("month", re.compile(rf"(?i:monthly){SPACE}\Z")),
)
_FROM = re.compile(rf"(?i:\bfrom)(?:{SPACE}\w+)?{SPACE}\Z")
_BETWEEN = re.compile(rf"(?i:\bbetween)(?:{SPACE}\w+)?{SPACE}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A sum of money, a percentage, or a number of percentage or basis points."""

    start: int
    end: int
    kind: MentionKind
    value: float
    value_high: float | None
    currency: str
    unit: str
    qualifier: Qualifier
    per: str | None


@dataclass(frozen=True, slots=True)
class _Piece:
    """One number with what is written at it; alone it need not be an amount yet."""

    match: re.Match[str]

    @property
    def start(self) -> int:
        return self.match.start()

    @property
    def end(self) -> int:
        return self.match.end()

    @property
    def currency(self) -> str:
        return self.match["before"] or self.match["after"] or ""

    @property
    def rate(self) -> str:
        return self.match["rate"] or ""

    @property
    def unit(self) -> str:
        return self.rate or self.currency

    @property
    def magnitude(self) -> str:
        return self.match["magnitude"] or ""

    def value(self, magnitude: str) -> float:
        sign = -1 if self.match["minus"] else 1
        return float(sign * number_of(self.match["number"]).scaleb(power_of(magnitude)))


def find_amounts(text: str) -> list[Amount]:
    """List the amounts of a text, left to right, never overlapping.

    >>> [(a.value, a.currency) for a in find_amounts("a $550 billion deal")]
    [(550000000000.0, 'USD')]
    """
    return list(_amounts(text, [_Piece(match) for match in _PIECE.finditer(text)]))


def _amounts(text: str, pieces: list[_Piece]) -> Iterator[Amount]:
    at = 0
    while at < len(pieces):
        pair = pieces[at : at + 2]
        if len(pair) == 2 and (amount := _range(text, pair[0], pair[1])):
            yield amount
            at += 2
            continue
        if amount := _single(text, pieces[at]):
            yield amount
        at += 1


def _single(text: str, piece: _Piece) -> Amount | None:
    if not piece.unit or _means_something_else(text, piece):
        return None
    value = piece.value(piece.magnitude)
    return _amount(text, (piece, piece), low=value, high=None)


def _range(text: str, low: _Piece, high: _Piece) -> Amount | None:
    if not _is_linked(text, low, high) or _means_something_else(text, high):
        return None
    values = _range_values(low, high)
    return _amount(text, (low, high), low=values[0], high=values[1]) if values else None


def _is_linked(text: str, low: _Piece, high: _Piece) -> bool:
    gap = text[low.end : high.start]
    before = text[max(0, low.start - _REACH) : low.start]
    if not _share_unit(low, high):
        return False
    if _DASH.fullmatch(gap):
        return True
    link = _LINK.fullmatch(gap)
    if link is None:
        return False
    if link[1] == "and":
        return bool(_BETWEEN.search(before))
    # "from 10% to 15%" is a change, two amounts; "$5 billion to 20 firms" is no range at all.
    is_bare = not high.unit and not high.magnitude
    return not is_bare and not _FROM.search(before)


def _share_unit(low: _Piece, high: _Piece) -> bool:
    if not low.unit and not high.unit:
        return False
    if low.unit and high.unit:
        return bool(low.rate) == bool(high.rate)
    # "10 to $15" is no range: a sign stands at the first number or at both.
    return bool(low.unit) or not high.match["before"]


def _range_values(low: _Piece, high: _Piece) -> tuple[float, float] | None:
    top = high.value(high.magnitude or low.magnitude)
    for magnitude in (low.magnitude or high.magnitude, low.magnitude):
        bottom = low.value(magnitude)
        if bottom < top:
            return bottom, top
    return None


def _amount(text: str, pieces: tuple[_Piece, _Piece], *, low: float, high: float | None) -> Amount:
    start, end = pieces[0].start, pieces[1].end
    rate = pieces[1].rate or pieces[0].rate
    written = pieces[0].currency or pieces[1].currency
    kind, unit = _rate_of(rate) if rate else (MentionKind.MONEY, "")
    ranged = high is not None
    return Amount(
        start=start,
        end=end,
        kind=kind,
        value=low,
        value_high=high,
        currency="" if rate else _currency(pieces, written, text),
        unit=unit,
        qualifier=Qualifier.RANGE if ranged else _qualifier(text, start, end),
        per=_period(text, start, end),
    )


def _currency(pieces: tuple[_Piece, _Piece], written: str, text: str) -> str:
    # "$5 billion CAD": what stands after is more exact than a bare dollar before.
    after = pieces[1].match["after"]
    return currency_of(after if written == "$" and after else written, text)


def _rate_of(written: str) -> tuple[MentionKind, str]:
    return next(unit for pattern, unit in _RATE_PATTERNS if pattern.fullmatch(written))


def _means_something_else(text: str, piece: _Piece) -> bool:
    after = piece.match["after"] or ""
    if piece.magnitude or piece.match["before"]:
        return False
    if _POUNDS.fullmatch(after):
        return bool(_WEIGHT.match(text, piece.end)) or text[piece.match.start("after") - 1] == "-"
    if _WON.fullmatch(after):
        return "," not in piece.match["number"]
    return False


def _qualifier(text: str, start: int, end: int) -> Qualifier:
    before = text[max(0, start - _REACH) : start]
    for qualifier, pattern in _BEFORE:
        if pattern.search(before):
            return qualifier
    for qualifier, pattern in _AFTER:
        if pattern.match(text, end):
            return qualifier
    return Qualifier.EXACT


def _period(text: str, start: int, end: int) -> str | None:
    for period, pattern in _PERIODS_AFTER:
        if pattern.match(text, end):
            return period
    before = text[max(0, start - _REACH) : start]
    for period, pattern in _PERIODS_BEFORE:
        if pattern.search(before):
            return period
    return None
