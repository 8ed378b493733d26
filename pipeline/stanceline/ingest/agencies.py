"""Agency credits: which wire service an article says it is from."""

from __future__ import annotations

import re
from collections.abc import Iterable

# How agencies sign, to the name they go by.
_AGENCIES = {
    "aap": "AAP",
    "afp": "AFP",
    "agence france-presse": "AFP",
    "agence france presse": "AFP",
    "agencia efe": "EFE",
    "anadolu": "Anadolu",
    "anadolu agency": "Anadolu",
    "ani": "ANI",
    "ansa": "ANSA",
    "antara": "Antara",
    "ap": "AP",
    "associated press": "AP",
    "australian associated press": "AAP",
    "bernama": "Bernama",
    "bloomberg": "Bloomberg",
    "bloomberg news": "Bloomberg",
    "canadian press": "The Canadian Press",
    "central news agency": "CNA",
    "dpa": "dpa",
    "dow jones newswires": "Dow Jones",
    "efe": "EFE",
    "interfax": "Interfax",
    "ians": "IANS",
    "jiji": "Jiji",
    "jiji press": "Jiji",
    "kyodo": "Kyodo",
    "kyodo news": "Kyodo",
    "pa media": "PA Media",
    "press association": "PA Media",
    "press trust of india": "PTI",
    "pti": "PTI",
    "reuters": "Reuters",
    "ritzau": "Ritzau",
    "tass": "TASS",
    "thomson reuters": "Reuters",
    "united press international": "UPI",
    "upi": "UPI",
    "xinhua": "Xinhua",
    "xinhua news agency": "Xinhua",
    "yonhap": "Yonhap",
    "yonhap news agency": "Yonhap",
}
# A name no list knows is an agency when it says so; a plain "Press" is believed only beside a
# dateline, because people are called Press and papers too.
_NAME = r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,4}?"
_CALLS_ITSELF_AGENCY = re.compile(
    rf"{_NAME} (?:Wire|Wire Service|Newswire|Press Agency|Press Association"
    r"|News Agency|News Service)|[A-Z]\w+wire"
)
_CALLS_ITSELF_PRESS = re.compile(rf"{_CALLS_ITSELF_AGENCY.pattern}|{_NAME} Press")
# TOKYO · WASHINGTON/TOKYO, July 23 · New Delhi, 23 July 2025 · Seoul, South Korea
_PLACE = r"[A-Z][\w.'’-]*(?:[ /][A-Z][\w.'’-]*){0,4}"
_DATELINE = rf"{_PLACE}(?:, ?{_PLACE}){{0,2}}(?:,? \d{{1,2}} {_PLACE}|,? {_PLACE}\.? \d{{1,2}})?"
_YEAR = r"(?:,? \d{4})?"
_DASH = r"(?:--|[-–—])"
_CREDIT = r"(?P<credit>[^()\[\]\n–—]{2,60}?)"

# Reuters closes its reports with who did what, whether or not its name is printed.
_SIGNED_OFF = re.compile(
    r"\((?:Additional )?[Rr]eporting by [^()]{3,400}; ?(?:[A-Z][a-z]+ )?"
    r"(?:[Ww]riting|[Ee]diting) by [^()]{3,200}\)\s*$"
)
_SIGN_OFF_REACH = 700
# "Dec 29 (Reuters) -" has a day and no place.
_DAY = r"[A-Z][a-z]{2,8}\.? \d{1,2}"

_BRACKETED = re.compile(
    rf"(?:(?:{_DATELINE}|{_DAY}){_YEAR},? ?)?[(\[]{_CREDIT}[)\]] ?(?P<dash>{_DASH}|:)?"
)
_DASHED = re.compile(rf"{_DATELINE}{_YEAR}(?:,| {_DASH}) {_CREDIT} ?{_DASH} ")
_LEADING = re.compile(rf"{_CREDIT} {_DASH} ")
_TRAILING = re.compile(rf"[.!?”\"] ?(?:[(\[]|{_DASH} ?){_CREDIT}[)\]]?$")
_LABEL = re.compile(r"^(?:source|credit|by|from|via|©|copyright)[: ]\s*", re.IGNORECASE)

# A credit opens or closes an article; in between, a name in brackets is something else.
_HEAD_PARAGRAPHS, _TAIL_PARAGRAPHS = 4, 2
# Longer than any dateline with its credit; keeps the patterns off long hostile lines.
_CREDIT_REACH = 160


def find_agency(body: str, *, authors: Iterable[str] = ()) -> str:
    """Return the agency that a body or byline credits, "" when none; joint credits with a slash.

    >>> find_agency("TOKYO (Pacific Wire/Kyodo) — The cabinet met.")
    'Pacific Wire/Kyodo'
    """
    paragraphs = [paragraph for paragraph in body.split("\n\n") if paragraph.strip()]
    found = (
        *map(_head_credit, paragraphs[:_HEAD_PARAGRAPHS]),
        *map(_tail_credit, paragraphs[-_TAIL_PARAGRAPHS:]),
        *map(_sign_off, paragraphs[-_TAIL_PARAGRAPHS:]),
        *map(_name_agency, authors),
    )
    return next(filter(None, found), "")


def _head_credit(paragraph: str) -> str:
    head = paragraph[:_CREDIT_REACH]
    bracketed = _BRACKETED.match(head)
    # A bracket alone at the head is a credit only when a dash sets it off from the text.
    if bracketed and not bracketed["dash"] and bracketed.start("credit") <= 1:
        bracketed = None
    beside_dateline = (match for match in (bracketed, _DASHED.match(head)) if match)
    names = (_name_agency(match["credit"], _CALLS_ITSELF_PRESS) for match in beside_dateline)
    return next(filter(None, names), "") or _leading_credit(head) or _credit_line(paragraph)


def _leading_credit(head: str) -> str:
    leading = _LEADING.match(head)
    return _name_agency(leading["credit"]) if leading else ""


def _tail_credit(paragraph: str) -> str:
    trailing = _TRAILING.search(paragraph[-_CREDIT_REACH:])
    return (_name_agency(trailing["credit"]) if trailing else "") or _credit_line(paragraph)


def _sign_off(paragraph: str) -> str:
    return "Reuters" if _SIGNED_OFF.search(paragraph[-_SIGN_OFF_REACH:]) else ""


def _credit_line(paragraph: str) -> str:
    return _name_agency(paragraph.strip("()[] ")) if len(paragraph) <= _CREDIT_REACH else ""


def _name_agency(credit: str, pattern: re.Pattern[str] = _CALLS_ITSELF_AGENCY) -> str:
    """Name the agencies of a credit; "" unless every part of it is one."""
    bare = re.sub(r"^[Tt]he ", "", _LABEL.sub("", credit.strip()))
    whole = _one_agency(bare, pattern)
    if whole:
        return whole
    parts = [_one_agency(part.strip(), pattern) for part in re.split(r"[/-]", bare)]
    return "/".join(dict.fromkeys(parts)) if all(parts) else ""


def _one_agency(name: str, pattern: re.Pattern[str]) -> str:
    known = _AGENCIES.get(name.casefold())
    if known:
        return known
    return name if pattern.fullmatch(name) else ""
