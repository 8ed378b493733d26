"""Who speaks, by the words for what they are: minister, opposition, carmaker, economist.

A strong word decides by itself ("senator"). A weak one only when nothing nearer says of whom
("officials": of the European Union, of a union, of a company, or of the government).
"""

from __future__ import annotations

import re

from stanceline.records import VoiceGroup

# Written from general knowledge of how English news names its sources; singular forms.
_STRONG = {
    VoiceGroup.OPPOSITION: "opposition",
    VoiceGroup.GOVERNMENT: (
        "minister premier president chancellor government administration coalition cabinet "
        "ministry secretary ambassador envoy negotiator diplomat treasury regime bureaucrat "
        "prosecutor king emperor ruling governor"
    ),
    VoiceGroup.LEGISLATURE: (
        "lawmaker senator sen. rep. congressman congresswoman legislator parliamentarian mp "
        "congress parliament legislature senate committee subcommittee backbencher caucus "
        "councillor diet bundestag"
    ),
    VoiceGroup.BUSINESS: (
        "company executive carmaker automaker lobby business firm industry manufacturer exporter "
        "importer investor shareholder bank chipmaker steelmaker shipbuilder corporation "
        "conglomerate retailer supplier entrepreneur ceo businessman businesswoman trader lender "
        "employer producer maker owner banker"
    ),
    VoiceGroup.LABOUR: "union labor labour unionist",
    VoiceGroup.EXPERT: (
        "economist analyst professor expert scholar researcher scientist academic strategist "
        "historian think-tank tank institute university fellow pollster forecaster lawyer "
        "consultant prof."
    ),
    VoiceGroup.MEDIA: (
        "newspaper editorial columnist commentator media journalist reporter editor pundit press "
        "broadcaster magazine tabloid daily correspondent"
    ),
    VoiceGroup.PUBLIC: (
        "resident voter farmer protester citizen public consumer taxpayer people demonstrator "
        "activist worker student pensioner respondent campaigner veteran household netizen"
    ),
    VoiceGroup.INTERNATIONAL: "imf oecd wto eu nato un bloc international",
}
_WEAK = {
    VoiceGroup.GOVERNMENT: "official spokesman spokeswoman spokesperson aide adviser advisor",
}
# Words that name a speaker and say nothing of where he stands.
_OPEN = (
    "critic supporter opponent proponent defender detractor skeptic sceptic observer member "
    "leader party some other many source representative chief head chairman chairwoman director "
    "insider figure voice group side camp faction those most few chair ally backer advocate "
    "official spokesman spokeswoman spokesperson aide adviser advisor"
)
OPEN_HEADS = frozenset(_OPEN.split())
_STRONG_GROUPS = {word: group for group, words in _STRONG.items() for word in words.split()}
_WEAK_GROUPS = {word: group for group, words in _WEAK.items() for word in words.split()}
_WORD = re.compile(r"[A-Za-z][A-Za-z-]*\.?")
_PLURALS = (("ies", "y"), ("sses", "ss"), ("s", ""))
_IRREGULAR = {"businessmen": "businessman", "spokesmen": "spokesman", "congressmen": "congressman"}


def group_of_word(word: str) -> VoiceGroup | None:
    """Return the group that a word names by itself, or None.

    >>> group_of_word("Economists"), group_of_word("critics")
    (<VoiceGroup.EXPERT: 'expert'>, None)
    """
    return next((g for form in _forms(word) if (g := _STRONG_GROUPS.get(form))), None)


def weak_group_of_word(word: str) -> VoiceGroup | None:
    """Return the group of a word that counts only when no other word says more."""
    return next((g for form in _forms(word) if (g := _WEAK_GROUPS.get(form))), None)


def is_open_head(word: str) -> bool:
    """Say whether a word names a speaker without saying where that speaker stands."""
    return any(form in OPEN_HEADS for form in _forms(word))


def group_of_words(words: str) -> VoiceGroup:
    """Return the group of a phrase: opposition anywhere, else the first word that says one.

    >>> group_of_words("critics in the opposition and media")
    <VoiceGroup.OPPOSITION: 'opposition'>
    """
    found = [match.group() for match in _WORD.finditer(words)]
    strong = [group for word in found if (group := group_of_word(word))]
    if VoiceGroup.OPPOSITION in strong:
        return VoiceGroup.OPPOSITION
    weak = [group for word in found if (group := weak_group_of_word(word))]
    return next(iter((*strong, *weak)), VoiceGroup.UNKNOWN)


def _forms(word: str) -> list[str]:
    low = word.lower()
    forms = [low, _IRREGULAR.get(low, low)]
    forms += [low.removesuffix(tail) + end for tail, end in _PLURALS if low.endswith(tail)]
    return forms
