"""Money and percentages in a text, by a grammar: [sign] number [magnitude] [unit], and ranges.

The grammar is written rather than learnt because a sum is either read right or it is a wrong
number in a table. The span is the amount alone; the words around it become ``qualifier`` and
``per``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from stanceline.extract.amount_context import REACH, of_what, period_of, qualifier_of, years_of
from stanceline.extract.amount_pieces import HUNDREDTHS, AmountPiece, find_pieces, rate_of
from stanceline.extract.currencies import STERLING_CONTEXT, WORDS, currency_of
from stanceline.extract.numerals import SPACE, power_of
from stanceline.records import MentionKind, Qualifier

_VAGUE = re.compile(
    rf"(?i:\b(?P<tens>tens|hundreds){SPACE}of{SPACE}(?P<magnitude>thousands|millions|billions"
    rf"|trillions){SPACE}of{SPACE}(?P<currency>{'|'.join(WORDS)})\b)"
)
_DASH = re.compile(rf"{SPACE}?[-–—]{SPACE}?")
_LINK = re.compile(rf"{SPACE}(to|and|or){SPACE}")
_JOIN = re.compile(rf"{SPACE}(?:and{SPACE})?")
# Verbs and nouns whose "from A to B" is a range and not a change.
_RANGING = re.compile(
    r"(?i:\b(?:rang(?:e|es|ed|ing)|var(?:y|ies|ied|ying)|run|runs|anywhere|anything|pric(?:e|es|ed)"
    r"|scale|spread|spans?|stretch(?:es|ing)?|estimates?|bids?|offers?|homes?|fines?|cost(?:s|ing)?)"
    r"(?:\W+\w+){0,3}?\W+from(?:\W+\w+)?\W+)\Z"
)
_BY = re.compile(rf"(?i:\bby{SPACE})\Z")
# A word that is also something else: "Trump won 3", "200 pounds of rice", "a 10-pound bag".
_SEN_CONTEXT = re.compile(r"Malaysia|ringgit|\bRM\b|\bRM[0-9]")
_WON = re.compile(r"(?i:won)")
_POUNDS = re.compile(r"(?i:pounds?)")
_WEIGHT = re.compile(r"\s+(?:of|per|in weight)\b|-")
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
    # What it is of ("GDP"), and over how many years ("over five years").
    of_what: str = ""
    over_years: float | None = None


def find_amounts(text: str) -> list[Amount]:
    """List the amounts of a text, left to right, never overlapping.

    >>> [(a.value, a.currency) for a in find_amounts("a $550 billion deal")]
    [(550000000000.0, 'USD')]
    """
    counted = _amounts(text, find_pieces(text))
    return sorted([*counted, *_vague(text)], key=lambda amount: amount.start)


def _amounts(text: str, pieces: list[AmountPiece]) -> Iterator[Amount]:
    at = 0
    while at < len(pieces):
        pair = pieces[at : at + 2]
        if len(pair) == 2 and (found := list(_pair(text, pair[0], pair[1]))):
            yield from found
            at += 2
            continue
        if amount := _single(text, pieces[at]):
            yield amount
        at += 1


def _vague(text: str) -> Iterator[Amount]:
    """Yield "tens of millions of dollars" as what it says: ten to a hundred million."""
    for match in _VAGUE.finditer(text):
        low = float(
            Decimal(10 if match["tens"].lower() == "tens" else 100).scaleb(
                power_of(match["magnitude"].lower().removesuffix("s"))
            )
        )
        per, after = period_of(text, match.start(), match.end())
        yield Amount(
            start=match.start(),
            end=match.end(),
            kind=MentionKind.MONEY,
            value=low,
            value_high=10 * low,
            currency=currency_of(match["currency"], text),
            unit="",
            qualifier=Qualifier.RANGE,
            per=per,
            of_what=of_what(text, after, MentionKind.MONEY),
            over_years=years_of(text, match.end()),
        )


def _pair(text: str, first: AmountPiece, second: AmountPiece) -> Iterator[Amount]:
    """Yield what two neighbours are together; nothing when each stands alone."""
    if amount := _range(text, first, second) or _with_hundredths(text, first, second):
        yield amount
    elif _is_elliptic(text, first, second):
        # "from 4 to 5 percent", "8 or $9": the first takes unit and magnitude of the second.
        for piece, value in zip((first, second), _shared_values(first, second), strict=True):
            span = (piece.start, piece.end)
            yield _amount(text, (second, second), low=value, high=None, span=span)


def _shared_values(first: AmountPiece, second: AmountPiece) -> tuple[float, float]:
    top = second.value(second.magnitude)
    shared = first.magnitude or (
        second.magnitude if first.value("") < second.value("") * 20 else ""
    )
    return first.value(shared), top


def _is_elliptic(text: str, first: AmountPiece, second: AmountPiece) -> bool:
    link = _LINK.fullmatch(text[first.end : second.start])
    if link is None or not second.unit or _means_something_else(text, second):
        return False
    before = text[max(0, first.start - REACH) : first.start]
    is_change = link[1] == "to" and bool(_FROM.search(before))
    if not first.unit:
        return (is_change or link[1] == "or") and not first.magnitude
    # "from $10 to $15 billion"
    is_short = not first.magnitude and bool(second.magnitude) and first.value("") < 1000
    return is_change and is_short and bool(first.rate) == bool(second.rate)


def _with_hundredths(text: str, whole: AmountPiece, rest: AmountPiece) -> Amount | None:
    """Return "3 dollars and 50 cents" as one amount."""
    is_joined = bool(_JOIN.fullmatch(text[whole.end : rest.start]))
    if not is_joined or not rest.is_hundredth or not whole.currency or whole.is_hundredth:
        return None
    value = round(whole.value(whole.magnitude) + rest.value(""), 4)
    span = (whole.start, rest.end)
    return _amount(text, (whole, whole), low=value, high=None, span=span)


def _single(text: str, piece: AmountPiece) -> Amount | None:
    if not piece.unit or _means_something_else(text, piece):
        return None
    value = piece.value(piece.magnitude)
    return _amount(text, (piece, piece), low=value, high=None)


def _range(text: str, low: AmountPiece, high: AmountPiece) -> Amount | None:
    if not _is_linked(text, low, high) or _means_something_else(text, high):
        return None
    values = _range_values(low, high)
    return _amount(text, (low, high), low=values[0], high=values[1]) if values else None


def _is_linked(text: str, low: AmountPiece, high: AmountPiece) -> bool:
    gap = text[low.end : high.start]
    before = text[max(0, low.start - REACH) : low.start]
    if not _share_unit(low, high) or low.is_hundredth != high.is_hundredth:
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
    if is_bare or link[1] == "or" or _BY.search(before):
        return False
    further = text[max(0, low.start - 2 * REACH) : low.start]
    return not _FROM.search(before) or bool(_RANGING.search(further))


def _share_unit(low: AmountPiece, high: AmountPiece) -> bool:
    if not low.unit and not high.unit:
        return False
    if low.unit and high.unit:
        return bool(low.rate) == bool(high.rate)
    # "10 to $15" is no range: a sign stands at the first number or at both.
    return bool(low.unit) or not high.match["before"]


def _range_values(low: AmountPiece, high: AmountPiece) -> tuple[float, float] | None:
    top = high.value(high.magnitude or low.magnitude)
    for magnitude in (low.magnitude or high.magnitude, low.magnitude):
        bottom = low.value(magnitude)
        if bottom < top:
            return bottom, top
    return None


def _amount(
    text: str,
    pieces: tuple[AmountPiece, AmountPiece],
    *,
    low: float,
    high: float | None,
    span: tuple[int, int] | None = None,
) -> Amount:
    start, end = span or (pieces[0].start, pieces[1].end)
    rate = pieces[1].rate or pieces[0].rate
    written = pieces[0].currency or pieces[1].currency
    kind, unit = rate_of(rate) if rate else (MentionKind.MONEY, "")
    per, after = period_of(text, start, end)
    return Amount(
        start=start,
        end=end,
        kind=kind,
        value=low,
        value_high=high,
        currency="" if rate else _currency(pieces, written, text),
        unit=unit,
        qualifier=Qualifier.RANGE if high is not None else qualifier_of(text, start, end),
        per=per,
        of_what=of_what(text, after, kind),
        over_years=years_of(text, end),
    )


def _currency(pieces: tuple[AmountPiece, AmountPiece], written: str, text: str) -> str:
    after = (pieces[1].match["after"] or "").lower()
    if written.lower() == after and after in HUNDREDTHS:
        return HUNDREDTHS[after]
    # "$5 billion CAD": what stands after is more exact than a bare dollar before.
    if written == "$" and after and after not in HUNDREDTHS:
        written = pieces[1].match["after"]
    is_mega = bool(pieces[1].match["mega"])
    return currency_of(written[1:] if is_mega else written, text)


def _means_something_else(text: str, piece: AmountPiece) -> bool:
    after = piece.match["after"] or ""
    if piece.magnitude or piece.match["before"]:
        return False
    if _POUNDS.fullmatch(after):
        is_joined = text[piece.match.start("after") - 1] == "-"
        is_sterling = "," in piece.match["number"] or bool(STERLING_CONTEXT.search(text))
        return is_joined or not is_sterling or bool(_WEIGHT.match(text, piece.end))
    if _WON.fullmatch(after):
        return "," not in piece.match["number"]
    return after.lower() == "sen" and not _SEN_CONTEXT.search(text)
