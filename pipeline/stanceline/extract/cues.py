"""Words that hand a sentence to a voice, by what must follow for it to be speech.

Written from general knowledge of English reporting verbs; lemmas.
"""

from __future__ import annotations

from enum import Enum


class CueKind(Enum):
    """What a verb needs to be a report of speech."""

    CLAUSE = "clause"  # say that, or quotation marks
    AS = "as"  # call it a surrender, see it as one
    STANCE = "stance"  # criticise the deal
    DEMAND = "demand"  # call for, urge


_VERBS = {
    CueKind.CLAUSE: (
        "say tell add note argue claim warn insist admit concede acknowledge state declare "
        "announce assert contend maintain stress emphasize emphasise underline remark observe "
        "comment reply respond respond reiterate explain suggest predict believe think fear hope "
        "complain lament caution conclude write post tweet quip joke recall report allege boast "
        "vow pledge promise deny confirm affirm hint signal testify counter retort estimate "
        "forecast expect reckon worry doubt ask wonder agree reassure echo continue mention "
        "point stipulate question"
    ),
    CueKind.AS: (
        "call describe label brand portray cast frame characterize characterise dub see view "
        "regard present depict paint hail denounce condemn dismiss decry deride slam blast "
        "interpret consider deem treat tout pitch bill"
    ),
    CueKind.STANCE: (
        "criticize criticise defend denounce condemn praise applaud welcome accuse question "
        "reject dismiss attack slam blast decry deride blame challenge rebuke oppose justify "
        "hail endorse lambast lambaste castigate laud ridicule tout"
    ),
    CueKind.DEMAND: "call urge demand press appeal",
}
_WORDS = {kind: frozenset(words.split()) for kind, words in _VERBS.items()}
# What cannot speak, whatever verb it is given ("the deal calls for").
_THINGS = (
    "deal agreement pact tariff figure number price rate cost investment package trade debt "
    "market share export import framework project plan treaty text provision rule tax"
)
INANIMATE = frozenset(_THINGS.split())


def cue_kinds(lemma: str) -> frozenset[CueKind]:
    """Return what kinds of cue a verb can be; empty for one that reports nothing."""
    return frozenset(kind for kind, words in _WORDS.items() if lemma.lower() in words)
