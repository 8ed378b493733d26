"""Who is given which words: reporting clauses, phrases for a source, turns and quotations.

Read off the dependency parse: the subject of a reporting verb speaks, what the verb governs is
said. Offsets are characters of the document's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from stanceline.extract.attribution import Attribution
from stanceline.extract.attribution_contents import (
    content_of,
    quotation_at,
    stripped,
    without_opener,
)
from stanceline.extract.attribution_spans import cue_span, source_span
from stanceline.extract.cues import VERB_TAGS, CueKind, cue_kinds, is_inanimate
from stanceline.extract.floating_quotes import unclaimed_quotations
from stanceline.extract.quotations import QuotedSpan, find_quotations, quoted_share
from stanceline.extract.source_phrases import find_source_phrases
from stanceline.extract.titles import title_length
from stanceline.records import Quotation

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_INHERITS = frozenset(("conj", "advcl", "xcomp", "ccomp", "pcomp"))
# Who says "I think" outside of quotation marks is the author: the outlet's own voice.
_OWN_VOICE = frozenset(("i", "we", "you", "one"))
_RELATIVES = frozenset(("who", "that", "which"))
_LOOSE = frozenset(("relcl", "acl", "advcl", "ccomp", "appos", "punct", "parataxis", "cc"))
# "continued to insist", "was forced to admit": the speaker is some verbs up.
_MAX_CLIMB = 4
# Nearly all of it in quotation marks: the rest is "that" and punctuation.
_DIRECT_SHARE = 0.85
_TURN = re.compile(
    r"(?m)^[ \t]*(?P<speaker>[A-Z][\w.’'\- ]{0,50}?)[ \t]*:[ \t]+(?P<content>\S.*\S)"
)


def find_attributions(doc: Doc, *, speakers: Sequence[tuple[int, int]] = ()) -> list[Attribution]:
    """List the attributions of a document in order of their cues.

    ``speakers`` are the spans of known people and institutions: only they open a turn ("X: ...").
    """
    text = doc.text  # built anew at every access
    quotations = find_quotations(text)
    clauses = [
        *_clauses(doc, text, quotations),
        *_phrases(doc, text),
        *_turns(text, speakers),
    ]
    voiced = [_with_quotation(one, quotations) for one in clauses]
    voiced += unclaimed_quotations(text, quotations, voiced)
    return sorted(set(voiced), key=lambda one: (one.cue_start, one.start, one.end))


def _clauses(doc: Doc, text: str, quotations: Sequence[QuotedSpan]) -> Iterator[Attribution]:
    for token in _verbs(doc):
        kinds = cue_kinds(token.lower_)
        speaker = _speaker_of(token) if kinds else None
        if not kinds or speaker is None or speaker.lower_ in _OWN_VOICE:
            continue
        content = content_of(token, speaker, kinds, quotations=quotations)
        if content is None and CueKind.CLAUSE in kinds:
            content = quotation_at(text, token, speaker, quotations)
        if content and (span := stripped(text, *content)):
            yield _attribution(text, token, speaker, without_opener(text, *span))


def _verbs(doc: Doc) -> Iterator[Token]:
    """Yield the verbs; no other token is made an object, which takes longer than to look at it."""
    tags: list[int] = doc.to_array("TAG").tolist()
    is_verb = {tag: doc.vocab.strings[tag].startswith("VB") for tag in set(tags)}
    return (doc[i] for i, tag in enumerate(tags) if is_verb[tag])


def _speaker_of(verb: Token, climbed: int = 0) -> Token | None:
    children = list(verb.children)
    subject = next((child for child in children if child.dep_ == "nsubj"), None)
    if subject is not None:
        return _antecedent(verb, subject)
    if agent := next((child for child in children if child.dep_ == "agent"), None):
        return next((child for child in agent.children if child.dep_ == "pobj"), None)
    is_passive = any(child.dep_ == "nsubjpass" for child in children)
    if is_passive or climbed == _MAX_CLIMB or verb.dep_ not in _INHERITS:
        return None
    is_free = verb.dep_ in {"conj", "xcomp"} or verb.tag_ == "VBG"
    head = verb.head.head if verb.dep_ == "pcomp" else verb.head
    return _speaker_of(head, climbed + 1) if is_free and head.tag_.startswith(VERB_TAGS) else None


def _antecedent(verb: Token, subject: Token) -> Token | None:
    if verb.dep_ == "relcl" and subject.lower_ in _RELATIVES:
        subject = verb.head
    return None if is_inanimate(subject.lower_) else subject


def _attribution(text: str, cue: Token, speaker: Token, content: tuple[int, int]) -> Attribution:
    named = _name_of(speaker)
    start, end = _speaker_extent(speaker)[0], _speaker_extent(named)[1]
    group = cue_span(cue, content[0])
    content = _after_tie(text, cue, content, group)
    return Attribution(
        start=content[0],
        end=content[1],
        speaker_start=start,
        speaker_end=end,
        head_start=named.idx,
        head_end=named.idx + len(named.text),
        cue=cue.text,
        cue_start=cue.idx,
        source=source_span(speaker, cue),
        group=group,
    )


def _after_tie(
    text: str, cue: Token, content: tuple[int, int], group: tuple[int, int]
) -> tuple[int, int]:
    """Leave out the word that ties a content to its cue: "called for | more talks"."""
    if not cue.idx < content[0] < group[1]:
        return content
    return stripped(text, group[1], content[1]) or content


def _name_of(speaker: Token) -> Token:
    """Return the name after a title, when the parser took the title for the head."""
    return next(
        (c for c in speaker.rights if c.dep_ == "appos" and c.left_edge.i == speaker.i + 1),
        speaker,
    )


def _speaker_extent(speaker: Token) -> tuple[int, int]:
    loose = {t.i for c in speaker.children if c.dep_ in _LOOSE for t in c.subtree}
    right = [
        c.right_edge for c in speaker.rights if c.i not in loose and c.right_edge.i not in loose
    ]
    last = max((speaker, *right), key=lambda token: token.i)
    left = next(t for t in speaker.subtree if t.i not in loose or t == speaker)
    return left.idx, last.idx + len(last.text)


def _phrases(doc: Doc, text: str) -> Iterator[Attribution]:
    for one in find_source_phrases(doc, text):
        yield replace(_attribution(text, one.cue, one.source, one.content), group=one.group)


def _turns(text: str, speakers: Sequence[tuple[int, int]]) -> Iterator[Attribution]:
    for match in _TURN.finditer(text):
        start, end = match.span("speaker")
        if not _opens_turn(match["speaker"], start, end, speakers):
            continue
        yield Attribution(
            start=match.start("content"),
            end=match.end("content"),
            speaker_start=start,
            speaker_end=end,
            head_start=start,
            head_end=end,
            cue=":",
            cue_start=start,
            quotation=Quotation.DIRECT,
            source=(start, end),
            group=(text.index(":", end), text.index(":", end) + 1),
        )


def _opens_turn(label: str, start: int, end: int, speakers: Sequence[tuple[int, int]]) -> bool:
    """Say whether a label is a speaker: a known name to its end, or a title in capitals."""
    if any(start <= left and right == end for left, right in speakers):
        return True
    is_shouted = label.isupper() and len(label) > 2
    return label in {"Q", "A"} or (is_shouted and bool(title_length(f"{label} X")))


def _with_quotation(one: Attribution, quotations: Sequence[QuotedSpan]) -> Attribution:
    """Say how an attribution quotes; one that ends in a quotation covers the whole of it."""
    if one.cue == ":":
        return one
    touched = [q for q in quotations if q.start < one.end and one.start < q.end]
    if not touched:
        return one
    start = min(one.start, *(q.start for q in touched))
    end = max(one.end, *(q.end for q in touched))
    share = quoted_share(start, end, list(quotations))
    kind = Quotation.DIRECT if share >= _DIRECT_SHARE else Quotation.MIXED
    return replace(one, start=start, end=end, quotation=kind)
