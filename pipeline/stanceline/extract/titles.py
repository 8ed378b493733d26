"""What someone is: the title before a name ("Finance Minister X") or the apposition after it."""

from __future__ import annotations

import re

_HEADS = (
    r"prime minister|president|vice president|chancellor|premier|minister|secretary|governor"
    r"|senator|sen\.?|representative|rep\.?|congressman|congresswoman|lawmaker|legislator|mayor"
    r"|chairman|chairwoman|chair|chief executive|ceo|director|head|leader|ambassador|envoy"
    r"|commissioner|negotiator|representative|spokesman|spokeswoman|spokesperson|professor|prof\.?"
    r"|economist|analyst|strategist|researcher|fellow|scholar|expert|columnist|editor|commentator"
    r"|general|gen\.?|col\.?|lt\.?|capt\.?|judge|justice|admiral|adviser|advisor|official|king|emperor|founder|farmer|worker|resident"
    r"|voter|executive|critic|czar|whip"
)
_LOWER = (
    r"chief|former|top|senior|deputy|acting|trade|finance|foreign|economy|economic|defense"
    r"|defence|industry|labor|labour|vice|then|prime|opposition|party|cabinet|majority|minority"
    r"|house|senate|ex|union|ruling|government|state|parliamentary|policy|press|general|ways|means"
)
_WORD = rf"(?:[A-Z][\w.&’'-]{{0,24}}|(?i:{_LOWER}))"
_BEFORE = re.compile(rf"(?:\b{_WORD}[ -]){{0,4}}\b(?i:{_HEADS})(?:,? )\Z")
_AFTER = re.compile(
    rf"(?:’s|'s)?, (?:who is |the |a |an )?"
    rf"(?P<role>(?:[\w.&’'-]{{1,24}} ){{0,6}}?\b(?i:{_HEADS})"
    r"(?: (?:of|for|at|in) [^,.;:()\n]{1,60})?)"
    r"(?=[,.;:)\n]|\Z| who\b| said\b)"
)
_LEADING = re.compile(
    rf"(?:(?i:mr|mrs|ms|dr|sir|lord|dame|madam|madame|messrs)\.? "
    rf"|(?:{_WORD}[ -]){{0,4}}?(?i:{_HEADS}) (?=[A-Z]))"
)
_GOVERNMENT = re.compile(r"[ \u00a0](?i:administration|government|cabinet)\b")
_SENTENCE_END = re.compile(r"\n|(?<![A-Z])[.!?][”\"]? (?=[A-Z])")
# How far back a title may begin.
_REACH = 90


def role_before(text: str, start: int) -> str:
    """Return the title that stands directly before a name, or "".

    >>> role_before("Japan's Finance Minister Katsunobu Kato said", 25)
    "Japan's Finance Minister"
    """
    # A title does not reach over the end of a sentence or a line.
    lead = _SENTENCE_END.split(text[max(0, start - _REACH) : start])[-1]
    found = _BEFORE.search(lead)
    return found.group().strip(" ,") if found else ""


def role_after(text: str, end: int) -> str:
    """Return the apposition after a name, or "".

    >>> role_after("Kato, the finance minister, said", 4)
    'finance minister'
    """
    found = _AFTER.match(text, end, end + 200)
    return found["role"] if found else ""


def title_length(surface: str) -> int:
    """Return how many characters of a name are titles before it.

    >>> title_length("President Donald Trump"), title_length("Mr. Kato"), title_length("Kato")
    (10, 4, 0)
    """
    length = 0
    while found := _LEADING.match(surface, length):
        length = found.end()
    return length


def government_after(text: str, end: int) -> int | None:
    """Return where the government named after a leader ends, or None for the leader himself.

    >>> government_after("the Kishida cabinet fell", 11), government_after("Kishida fell", 7)
    (19, None)
    """
    found = _GOVERNMENT.match(text, end)
    return found.end() if found else None
