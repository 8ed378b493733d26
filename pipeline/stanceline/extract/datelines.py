"""Datelines: where a report was filed ("TOKYO, March 3 (Reuters) — ..."), which says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Which news agencies print between a place and a dash; of any other name the words below decide.
_AGENCIES = (
    "AP AFP UPI PTI ANI IANS CNA VOA EFE ANSA APA dpa DPA TASS CNN BBC Reuters Bloomberg Kyodo "
    "Jiji Xinhua Yonhap Interfax Bernama Antara"
)
_CREDIT = (
    rf"(?:(?:The )?(?:{'|'.join(_AGENCIES.split())})\b[^()\[\]\n]{{0,40}}"
    r"|[^()\[\]\n]{2,40}\b(?:News|Press|Wire|Newswire|Agency|Service|Times|Post))"
)
_SHOUTED = r"[A-Z][A-Z.'’-]+(?:[ /][A-Z][A-Z.'’-]+){0,3}"
_PLACE = r"[A-Z][\w.'’-]*(?:[ /][A-Z][\w.'’-]*){0,3}"
_WITHIN = rf"(?:, ?{_PLACE}){{0,2}}?"
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
_DAY = rf"(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{4}})?"
_DASH = r" ?(?:--|[-–—])[ \u00a0]+"
_DATELINE = re.compile(
    rf"(?m)^[ \t]*(?:"
    rf"(?P<credited>{_PLACE}){_WITHIN}(?:,? {_DAY})?,? ?[(\[]{_CREDIT}[)\]]{_DASH}"
    rf"|(?P<dated>{_PLACE}){_WITHIN},? {_DAY}{_DASH}"
    rf"|(?P<shouted>{_SHOUTED}){_WITHIN} ?(?:--|[–—])[ \u00a0]+(?=[A-Z“\"‘'])"
    # "JBIC — Japan's export bank — said": a second dash closes an aside.
    r"(?![^.!?\n]*(?:--|[–—]))"
    r")(?=[\w“\"‘'(])"
)
_CALENDAR = re.compile(
    rf"(?:{_MONTH}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Updated?|Posted)\b"
)
_PART = re.compile(r"[^/]+")
# Longer than any dateline; keeps the pattern off long hostile lines.
REACH = 160


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where a dateline is and the places it names; a plain one has neither day nor agency."""

    start: int
    end: int
    places: tuple[tuple[int, int], ...]
    is_plain: bool


def find_datelines(text: str) -> list[Dateline]:
    """List the datelines that open the lines of a text.

    >>> text = "SEOUL (Reuters) - Exports fell."
    >>> [text[start:end] for line in find_datelines(text) for start, end in line.places]
    ['SEOUL']
    """
    return list(_datelines(text))


def dateline_end(paragraph: str) -> int:
    """Return where the dateline of a paragraph ends; 0 when it has none.

    >>> dateline_end("TOKYO, March 3 — Exports fell."), dateline_end("Exports fell.")
    (17, 0)
    """
    found = _DATELINE.match(paragraph[:REACH])
    return found.end() if found else 0


def _datelines(text: str) -> Iterator[Dateline]:
    for line in re.finditer(r"[^\n\r\v\f\x85\u2028\u2029]+", text):
        found = _DATELINE.match(line.group()[:REACH])
        if not found:
            continue
        name = found.lastgroup or ""
        first, last = found.span(name)
        if _CALENDAR.match(found[name]):
            places: tuple[tuple[int, int], ...] = ()
        else:
            places = tuple(
                (line.start() + part.start(), line.start() + part.end())
                for part in _PART.finditer(line.group(), first, last)
            )
        yield Dateline(line.start(), line.start() + found.end(), places, is_plain=name == "shouted")
