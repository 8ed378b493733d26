"""How far the source and the cue of an attribution reach, as annotators of quotations mark them.

The source is the whole noun phrase with its appositions and relative clauses, the cue the whole
verb group ("has repeatedly called for"), as in PolNeAR (Newell et al. 2018).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stanceline.extract.cues import VERB_TAGS, CueKind, cue_kinds

if TYPE_CHECKING:
    from spacy.tokens import Token

_GROUP = frozenset(("aux", "auxpass", "neg", "advmod", "prt"))
_CHAINS = frozenset(("xcomp",))
_TIES = frozenset(("for", "on", "about", "of", "against", "as"))


def source_span(speaker: Token, cue: Token) -> tuple[int, int]:
    """Return the noun phrase that a speaker heads, without what stands beyond the cue."""
    lost = {t.i for t in cue.subtree} if speaker.is_ancestor(cue) else set()
    tokens = [t for t in speaker.subtree if t.i not in lost]
    if speaker.i < cue.i:
        tokens = [t for t in tokens if t.i < cue.i]
    first, last = tokens[0], tokens[-1]
    return first.idx, last.idx + len(last.text) + _comma_after(tokens, speaker, cue)


def _comma_after(tokens: list[Token], speaker: Token, cue: Token) -> int:
    """Return 1 when a comma closes an apposition before the cue ("Mr Mori, 45, said")."""
    last = tokens[-1]
    if last.i + 1 >= len(last.doc) or last.i >= cue.i:
        return 0
    has_apposition = any(t.text == "," for t in tokens if t.i > speaker.i)
    return int(has_apposition and last.text != "," and last.doc[last.i + 1].text == ",")


def cue_span(cue: Token, content_start: int) -> tuple[int, int]:
    """Return the verb group of a cue, up to the content if a preposition ties them."""
    start = cue
    for child in cue.lefts:
        if child.dep_ in _GROUP and not child.is_punct and _is_joined(child, cue):
            start = child
            break
    end = cue
    for child in cue.rights:
        if child.dep_ == "prt" and child.i == end.i + 1:
            end = child
    if start.i == cue.i or start.lower_ in {"to"}:
        head = cue.head
        if (
            cue.dep_ in _CHAINS
            and head.tag_.startswith(VERB_TAGS)
            and head.i < cue.i
            and cue.i - head.i <= 3
        ):
            start = _first_of_group(head)
    after = cue.doc[end.i + 1] if end.i + 1 < len(cue.doc) else None
    if after is not None and _is_tied(cue, after, content_start):
        end = after
    return start.idx, end.idx + len(end.text)


def _is_tied(cue: Token, after: Token, content_start: int) -> bool:
    """Say whether a word ties the content to the cue: "called for", "said:", "decried as"."""
    if after.text == ":":
        return True
    if after.lower_ == "as" and CueKind.AS not in cue_kinds(cue.lower_):
        return False
    return after.lower_ in _TIES and after.idx <= content_start


def _first_of_group(verb: Token) -> Token:
    lefts = [c for c in verb.lefts if c.dep_ in _GROUP and _is_joined(c, verb)]
    return lefts[0] if lefts else verb


def _is_joined(child: Token, verb: Token) -> bool:
    """Say whether only parts of the group stand between a word and its verb."""
    between = verb.doc[child.i + 1 : verb.i]
    return all(t.dep_ in _GROUP and t.head == verb for t in between)
