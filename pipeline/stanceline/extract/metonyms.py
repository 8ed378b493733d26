"""Capitals and seats of power: governments when they act, places when they do not.

In "Tokyo agreed to pay" the Japanese government acts; "he flew to Tokyo" names a city. Read off the
dependency parse. A capital is a place unless something in its sentence takes a will; a seat of
power ("the Kremlin") is a body unless someone stands outside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from stanceline.extract.deeds import (
    ASKED,
    EVENTS,
    MARKETS,
    OWNED,
    PARTIES,
    RELATIONS,
    TOWARD,
    WALLS,
    WILLING,
    singular,
)
from stanceline.extract.entities import Entity, Registry
from stanceline.extract.groups import group_of_word, is_open_head, weak_group_of_word
from stanceline.extract.organisations import Organisation
from stanceline.records import MentionKind, VoiceGroup

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_COPULAS = frozenset(("is", "are", "was", "were", "be", "been", "being", "'s", "’s"))
_SEEMING = frozenset(("seems", "seemed", "looks", "looked", "remains", "remained", "became"))
_AROUND = frozenset(("outside", "near", "inside", "around", "behind", "opposite", "beside", "past"))
_IN = frozenset(("in", "at", "into"))
_RELATING = frozenset(("with", "to", "from", "on", "by", "for", "against", "between", "toward"))


def tell_metonyms(
    doc: Doc, found: Sequence[Organisation], registry: Registry
) -> Iterator[Organisation]:
    """Yield what was found with every metonym as what it stands for here; needs a parse."""
    text = doc.text  # built anew at every access
    for one in found:
        meant = registry.meant_by(one.entity_id)
        seat = registry.seat_named(one.entity_id, text[one.start : one.end])
        head = _head(doc, one) if meant or seat else None
        if head is not None and meant and acts(head):
            yield _as_entity(one, meant)
        elif head is not None and seat and is_scene(head):
            yield _as_entity(one, seat)
        else:
            yield one


def acts(place: Token) -> bool:
    """Say whether a place does, wants or is asked something in its sentence."""
    role, head = place.dep_, place.head
    if role == "conj" and head.i != place.i:
        return acts(head)
    if role == "nsubj":
        return _is_deed(head)
    if role in {"nsubjpass", "dobj", "dative"}:
        return head.lower_ in ASKED
    if role == "poss":
        return singular(head.text) in OWNED
    return role == "pobj" and _is_counterpart(head)


def is_scene(seat: Token) -> bool:
    """Say whether a seat of power is only where something is or happens."""
    role, link = seat.dep_, seat.head
    if role == "compound":
        return singular(link.text) in WALLS
    if role == "poss":
        return singular(link.text) in WALLS
    if role != "pobj":
        return False
    if link.lower_ in _AROUND:
        return True
    if link.lower_ == "of":
        return singular(link.head.text) in WALLS | {"front"}
    return link.lower_ in _IN and not _is_staff(link.head)


def _is_deed(verb: Token) -> bool:
    if verb.lower_ in _COPULAS | _SEEMING:
        return any(_is_will(child) for child in verb.rights)
    if verb.lower_ in EVENTS:
        return False
    has_object = any(child.dep_ in {"dobj", "ccomp", "xcomp"} for child in verb.rights)
    return verb.lower_ not in MARKETS or has_object


def _is_will(said: Token) -> bool:
    """Say whether what is said of a place takes a will: "is ready", "is an ally"."""
    if said.dep_ == "acomp":
        return said.lower_ in WILLING
    if said.dep_ == "attr":
        return singular(said.text) in PARTIES
    return said.dep_ == "prep" and said.lower_ == "under"


def _is_counterpart(link: Token) -> bool:
    """Say whether a preposition makes a place a party: "talks with", "pressure on"."""
    if link.dep_ == "agent" or link.head.lower_ == "according":
        return True
    if link.lower_ not in _RELATING:
        return False
    before = link.doc[link.i - 1] if link.i else link
    if link.lower_ == "to" and before.dep_ == "pobj" and before.head.lower_ == "from":
        return acts(before)
    # Prepositions are often hung too high: the word before is asked too.
    return _is_relation(before) or _leads_to(link.head, link)


def _leads_to(head: Token, link: Token) -> bool:
    if head.tag_.startswith("N"):
        return _is_relation(head)
    if link.lower_ == "for" and link.i < head.i:
        return head.lower_ in _COPULAS
    return head.lower_ in TOWARD.get(link.lower_, frozenset())


def _is_relation(noun: Token) -> bool:
    return noun.tag_.startswith("N") and singular(noun.text) in RELATIONS


def _is_staff(head: Token) -> bool:
    word = head.text
    return bool(group_of_word(word) or weak_group_of_word(word) or is_open_head(word))


def _head(doc: Doc, one: Organisation) -> Token | None:
    span = doc.char_span(one.start, one.end, alignment_mode="expand")
    return span.root if span is not None and len(span) else None


def _as_entity(one: Organisation, entity: Entity) -> Organisation:
    return replace(
        one,
        kind=MentionKind(entity.kind),
        canonical=entity.name,
        entity_id=entity.id,
        wikidata=entity.wikidata,
        country=entity.country,
        group=entity.group if entity.kind is MentionKind.INSTITUTION else VoiceGroup.UNKNOWN,
    )
