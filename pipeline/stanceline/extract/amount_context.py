"""What the words around an amount say of it: how exact, counted by what, of what, for how long."""

from __future__ import annotations

import re

from stanceline.extract.numerals import SPACE, WORDED, number_of
from stanceline.records import MentionKind, Qualifier

# How far back a qualifier may begin: the longest is "in the neighbourhood of".
REACH = 32
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
# What a rate is counted by after "a" or "an"; after "per" and "each" any word is one.
_COUNTED = (
    "day week month quarter year hour night minute share barrel tonne ton ounce gallon litre liter "
    "kilo kilogram kg pound bushel head person vehicle car unit piece household mile megawatt"
)
_COUNTED_UNITS = frozenset(_COUNTED.split())
_PER = re.compile(
    rf"(?:{SPACE}|-)?(?i:(?:per|each|every|/){SPACE}?|(?<=[ -])an?[ -]|-a-)"
    rf"(?P<unit>(?:sq(?:uare|\.)?{SPACE})?[A-Za-z]{{1,20}})\b(?!{SPACE}(?:ago|earlier|before|later))"
)
_PERIODS_AFTER = (
    ("year", re.compile(rf"(?:{SPACE}|-)?(?:annually|yearly|per annum|annual\b|p\.a\.)")),
    ("month", re.compile(rf"(?:{SPACE}|-)?monthly")),
)
_OVER_YEARS = re.compile(
    rf"(?i:{SPACE}(?:[\w’'-]+{SPACE}){{0,9}}?(?:over|in|within|during|across)"
    rf"{SPACE}(?:the{SPACE})?(?:next{SPACE}|coming{SPACE}|following{SPACE})?"
    rf"(?P<years>[0-9]{{1,2}}|{WORDED})[ -]years?\b)"
)
# What an amount is of: "250% of GDP", "$2 billion in loans".
_OF = re.compile(rf"{SPACE}(?P<link>of|in){SPACE}(?P<of>[^.,;:()\[\]“”\"\n—–]{{2,80}})")
_OF_STOPS = frozenset(
    (
        "and", "or", "but", "to", "for", "from", "by", "with", "that", "which", "who", "as", "at",
        "on", "while", "since", "over", "after", "before", "under", "through", "is", "are", "was",
        "were", "will", "would", "may", "could", "can", "has", "have", "had", "in", "if", "when",
        "than", "because", "into", "via", "last", "this", "next", "compared",
    )
)  # fmt: skip
_DETERMINERS = frozenset(("the", "a", "an", "its", "their", "his", "her", "our", "all"))
_MAX_OF_WORDS = 6
_PERIODS_BEFORE = (
    ("year", re.compile(rf"(?i:annual|yearly){SPACE}\Z")),
    ("month", re.compile(rf"(?i:monthly){SPACE}\Z")),
)


def of_what(text: str, end: int, kind: MentionKind) -> str:
    """Return what an amount is of, up to the first word that goes on with the sentence."""
    found = _OF.match(text, end)
    if found is None or (found["link"] == "in" and kind is not MentionKind.MONEY):
        return ""
    words: list[str] = []
    for word in found["of"].split():
        if word.lower() in _OF_STOPS or len(words) == _MAX_OF_WORDS:
            break
        if words or word.lower() not in _DETERMINERS:
            words.append(word)
    is_named = bool(words) and (words[0][0].isupper() or words[0][0].isdigit())
    return "" if found["link"] == "in" and is_named else " ".join(words)


def years_of(text: str, end: int) -> float | None:
    """Return over how many years an amount is spread, as far as the sentence says."""
    found = _OVER_YEARS.match(text, end)
    return float(number_of(found["years"])) if found else None


def qualifier_of(text: str, start: int, end: int) -> Qualifier:
    """Return how exactly an amount is claimed, by the words at it."""
    before = text[max(0, start - REACH) : start]
    for qualifier, pattern in _BEFORE:
        if pattern.search(before):
            return qualifier
    for qualifier, pattern in _AFTER:
        if pattern.match(text, end):
            return qualifier
    return Qualifier.EXACT


def period_of(text: str, start: int, end: int) -> tuple[str | None, int]:
    """Return what an amount is counted by ("year", "barrel"), and where that ends."""
    if (found := _PER.match(text, end)) and _is_counted(found):
        unit = found["unit"].lower()
        return "year" if unit == "annum" else unit, found.end()
    for period, pattern in _PERIODS_AFTER:
        if match := pattern.match(text, end):
            return period, match.end()
    before = text[max(0, start - REACH) : start]
    for period, pattern in _PERIODS_BEFORE:
        if pattern.search(before):
            return period, end
    return None, end


def _is_counted(found: re.Match[str]) -> bool:
    is_article = not re.match(r"\W*(?:per|each|every|/)", found.group(), re.IGNORECASE)
    return not is_article or found["unit"].lower() in _COUNTED_UNITS
