"""Phrases that give a sentence to someone: "according to X", "in X's view", "in the words of X"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stanceline.extract.attribution_contents import sentence_of, stripped

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_VIEWS = {
    "in": frozenset(
        ("view", "opinion", "eyes", "words", "judgment", "judgement", "estimation", "telling",
         "assessment", "reading")
    ),
    "from": frozenset(("perspective", "view", "viewpoint", "standpoint")),
}  # fmt: skip
_NOUNS = frozenset().union(*_VIEWS.values())
# "in my view" is the author's own.
_OWN = frozenset(("my", "our", "your", "one"))


@dataclass(frozen=True, slots=True)
class SourcePhrase:
    """Who is named as the source of the words at ``content``, and where the phrase for it is."""

    cue: Token
    source: Token
    content: tuple[int, int]
    group: tuple[int, int]


def find_source_phrases(doc: Doc, text: str) -> Iterator[SourcePhrase]:
    """Yield the phrases of a document that name a source without a verb."""
    lowered: list[int] = doc.to_array("LOWER").tolist()
    strings = doc.vocab.strings
    according = strings["according"]
    nouns = {strings[noun] for noun in _NOUNS}
    for i, word in enumerate(lowered):
        found = None
        if word == according:
            found = _according_to(doc[i], text)
        elif word in nouns:
            found = _in_the_view(doc[i], text)
        if found:
            yield found


def _according_to(token: Token, text: str) -> SourcePhrase | None:
    link = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else token
    source = next((c for c in link.children if c.dep_ == "pobj"), None)
    if link.lower_ != "to" or source is None:
        return None
    content = _rest_of_sentence(text, token, source.right_edge)
    group = (token.idx, link.idx + len(link.text))
    return SourcePhrase(token, source, content, group) if content else None


def _in_the_view(noun: Token, text: str) -> SourcePhrase | None:
    link = noun.head
    if noun.dep_ != "pobj" or noun.lower_ not in _VIEWS.get(link.lower_, frozenset()):
        return None
    source = _whose(noun)
    if source is None or source.lower_ in _OWN:
        return None
    content = _rest_of_sentence(text, link, max(noun.right_edge, noun, key=lambda t: t.i))
    return (
        SourcePhrase(noun, source, content, (link.idx, noun.idx + len(noun.text)))
        if content
        else None
    )


def _whose(noun: Token) -> Token | None:
    """Return whose view it is: "critics' view", "the view of critics"."""
    if owner := next((c for c in noun.lefts if c.dep_ == "poss"), None):
        return owner
    is_definite = any(c.lower_ == "the" for c in noun.lefts)
    of = next((c for c in noun.rights if c.lower_ == "of"), None) if is_definite else None
    return next((c for c in of.children if c.dep_ == "pobj"), None) if of is not None else None


def _rest_of_sentence(text: str, opener: Token, last: Token) -> tuple[int, int] | None:
    """Return what stands before or after a phrase in its sentence, the longer of the two."""
    start, end = sentence_of(opener)
    before = stripped(text, start, opener.idx)
    after = stripped(text, min(last.idx + len(last.text), end), end)
    return max((before, after), key=lambda part: part[1] - part[0] if part else 0)
