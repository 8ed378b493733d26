"""Words that hand a sentence to a voice, by what must follow for it to be speech.

Written from general knowledge of English reporting verbs; lemmas.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum


class CueKind(Enum):
    """What a verb needs to be a report of speech."""

    CLAUSE = "clause"  # say that, or quotation marks
    AS = "as"  # call it a surrender, see it as one
    STANCE = "stance"  # criticise the deal
    DEMAND = "demand"  # call for, urge
    INTENT = "intent"  # vow to, hope to


_VERBS = {
    CueKind.CLAUSE: (
        "say tell add note argue claim warn insist admit concede acknowledge state declare "
        "announce assert contend maintain stress emphasize emphasise underline remark observe "
        "comment reply respond respond reiterate explain suggest predict believe think fear hope "
        "complain lament caution conclude write post tweet quip joke recall report allege boast "
        "vow pledge promise deny confirm affirm hint signal testify counter retort estimate "
        "forecast expect reckon worry doubt ask wonder agree reassure echo continue mention "
        "point stipulate question show find reveal indicate demonstrate prove disclose discover "
        "proclaim exclaim chant shout scream whisper joke lament muse opine profess avow maintain "
        "rule decide agree propose recommend understand realize realise learn"
    ),
    CueKind.AS: (
        "call describe label brand portray cast frame characterize characterise dub see view "
        "regard present depict paint hail denounce condemn dismiss decry deride slam blast "
        "interpret consider deem treat tout pitch bill"
    ),
    CueKind.STANCE: (
        "criticize criticise defend denounce condemn praise applaud welcome accuse question "
        "reject dismiss attack slam blast decry deride blame challenge rebuke oppose justify "
        "support back cite echo hail endorse lambast lambaste castigate laud ridicule tout"
    ),
    CueKind.DEMAND: "call urge demand press appeal push lobby ask",
    CueKind.INTENT: "vow pledge promise threaten hope",
}
_WORDS = {kind: frozenset(words.split()) for kind, words in _VERBS.items()}
# What cannot speak, whatever verb it is given ("the deal calls for").
_THINGS = (
    "deal agreement pact tariff figure number price rate cost investment package trade debt "
    "market share export import framework project plan treaty text provision rule tax"
)
_INANIMATE = frozenset(_THINGS.split())
# Penn tags of verbs and modals.
VERB_TAGS = ("VB", "MD")
_IRREGULAR = {
    "said": "say", "told": "tell", "thought": "think", "wrote": "write", "written": "write",
    "saw": "see", "seen": "see", "found": "find", "foretold": "foretell", "shown": "show",
    "understood": "understand", "learnt": "learn", "proven": "prove", "cast": "cast",
    "held": "hold", "put": "put",
}  # fmt: skip
_VOWELS = "aeiou"


def verb_forms(verb: str) -> Iterator[str]:
    """Yield the regular forms of a verb; a form too many does no harm."""
    yield from (verb, f"{verb}s", f"{verb}ed", f"{verb}ing")
    if verb.endswith("e"):
        yield from (f"{verb}d", f"{verb[:-1]}ing")
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        yield f"{verb}es"
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        yield from (f"{verb[:-1]}ies", f"{verb[:-1]}ied")
    if verb[-1] not in "aeiouwxy" and verb[-2] in _VOWELS and verb[-3] not in _VOWELS:
        yield from (f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing")


# Looked up rather than lemmatised: these few verbs are not worth a lemmatiser's time.
_VERB_OF = {
    form: verb for words in _WORDS.values() for verb in words for form in verb_forms(verb)
} | (_IRREGULAR)


def verb_of(word: str) -> str:
    """Return the reporting verb that a word is a form of, else the word.

    >>> verb_of("said"), verb_of("denies"), verb_of("admitted"), verb_of("port")
    ('say', 'deny', 'admit', 'port')
    """
    return _VERB_OF.get(word, word)


def cue_kinds(word: str) -> frozenset[CueKind]:
    """Return what kinds of cue a form of a verb can be; empty for one that reports nothing."""
    verb = verb_of(word.lower())
    return frozenset(kind for kind, words in _WORDS.items() if verb in words)


def is_inanimate(noun: str) -> bool:
    """Say whether a noun names what cannot speak, whatever verb it is given."""
    singular = f"{noun[:-3]}y" if noun.endswith("ies") else noun.removesuffix("s")
    return noun in _INANIMATE or singular in _INANIMATE
