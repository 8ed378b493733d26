"""Who is given which words: reporting clauses, "according to", turns and quotations.

Read off the dependency parse: the subject of a reporting verb speaks, what the verb governs is
said. Offsets are characters of the document's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stanceline.extract.cues import INANIMATE, CueKind, cue_kinds
from stanceline.extract.quotations import QuotedSpan, find_quotations, quoted_share
from stanceline.extract.titles import title_length
from stanceline.records import Quotation

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_CLAUSES = frozenset(("ccomp", "parataxis"))
_COMPLEMENTS = frozenset(
    ("ccomp", "xcomp", "dobj", "oprd", "prep", "acomp", "attr", "parataxis", "advcl", "dative")
)
_INHERITS = frozenset(("conj", "advcl", "xcomp", "ccomp"))
_RELATIVES = frozenset(("who", "that", "which"))
_LOOSE = frozenset(("relcl", "acl", "advcl", "ccomp", "appos", "punct", "parataxis", "cc"))
_VERBAL = frozenset(("VERB", "AUX"))
# Verbs that report with "of", "about" or "against" and no clause.
_WARNINGS = frozenset(("warn", "complain", "caution", "boast", "admit", "worry"))
# "continued to insist", "was forced to admit": the speaker is some verbs up.
_MAX_CLIMB = 4
# Shorter quotations without a speaker are titles and scare quotes, not speech.
_MIN_QUOTED_WORDS = 5
# Nearly all of it in quotation marks: the rest is "that" and punctuation.
_DIRECT_SHARE = 0.85
_EDGES = " \t\n\r,;:–—-.\u00a0"
_TURN = re.compile(
    r"(?m)^[ \t]*(?P<speaker>[A-Z][\w.’'\- ]{0,50}?)[ \t]*:[ \t]+(?P<content>\S.*\S)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Words and who is said to say them; ``head`` is the noun that decides who that is."""

    start: int
    end: int
    speaker_start: int | None = None
    speaker_end: int | None = None
    head_start: int | None = None
    head_end: int | None = None
    cue: str = ""
    cue_start: int = 0
    quotation: Quotation = Quotation.INDIRECT


def find_attributions(doc: Doc, *, speakers: Sequence[tuple[int, int]] = ()) -> list[Attribution]:
    """List the attributions of a document in order of their cues.

    ``speakers`` are the spans of known people and institutions: only they open a turn ("X: ...").
    """
    quotations = find_quotations(doc.text)
    clauses = [*_clauses(doc, quotations), *_according_to(doc), *_turns(doc.text, speakers)]
    voiced = [_with_quotation(one, quotations) for one in clauses]
    voiced += _unclaimed(doc, quotations, voiced)
    return sorted(set(voiced), key=lambda one: (one.cue_start, one.start, one.end))


def _clauses(doc: Doc, quotations: Sequence[QuotedSpan]) -> Iterator[Attribution]:
    text = doc.text  # built anew at every access
    for token in doc:
        kinds = cue_kinds(token.lemma_) if token.tag_.startswith("VB") else None
        if kinds and (speaker := _speaker_of(token)) is not None:
            content = _content_of(token, speaker, kinds, quotations=quotations)
            if content and (stripped := _strip(text, *content)):
                yield _attribution(token, speaker, stripped)


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
    return _speaker_of(verb.head, climbed + 1) if is_free and verb.head.pos_ in _VERBAL else None


def _antecedent(verb: Token, subject: Token) -> Token | None:
    if verb.dep_ == "relcl" and subject.lower_ in _RELATIVES:
        subject = verb.head
    return None if subject.lemma_.lower() in INANIMATE else subject


def _content_of(
    verb: Token,
    speaker: Token,
    kinds: frozenset[CueKind],
    *,
    quotations: Sequence[QuotedSpan],
) -> tuple[int, int] | None:
    governed = [
        child
        for child in verb.children
        if child.dep_ in _COMPLEMENTS and not _is_ancestor(child, speaker)
    ]
    if any(_fits(kind, verb, governed, quotations) for kind in kinds):
        parts = [*governed, *_left_out(verb, governed)]
        if parts:
            return _extent(verb, parts, speaker)
    if CueKind.CLAUSE in kinds and verb.dep_ in {"parataxis", "advcl"} and not governed:
        return _around(verb, speaker)
    return None


def _fits(
    kind: CueKind, verb: Token, governed: Sequence[Token], quotations: Sequence[QuotedSpan]
) -> bool:
    deps = {child.dep_ for child in governed}
    links = _links(governed)
    if kind is CueKind.CLAUSE:
        is_about = bool(links & {"of", "about", "against"}) and verb.lemma_ in _WARNINGS
        is_clause = bool(deps & _CLAUSES) or _holds_clause(governed)
        return is_clause or is_about or (bool(deps) and _is_quoted(verb, quotations))
    if kind is CueKind.AS:
        is_named = bool(deps & {"oprd", "ccomp"}) or "as" in links
        return is_named or (bool(deps) and _is_quoted(verb, quotations))
    if kind is CueKind.STANCE:
        return "dobj" in deps
    return "for" in links or bool(deps & {"ccomp", "xcomp"})


def _links(governed: Sequence[Token]) -> set[str]:
    """Return the words that tie a verb's complements to it: "as", also after its object."""
    prepositions = {"prep", "advcl"}
    ties = {child.lower_ for child in governed if child.dep_ in prepositions}
    inner = [inner for child in governed for inner in child.children]
    ties |= {token.lower_ for token in inner if token.dep_ == "mark"}
    return ties | {t.lower_ for t in inner if t.dep_ == "prep" and t.head.dep_ == "dobj"} & {"as"}


def _holds_clause(governed: Sequence[Token]) -> bool:
    """Say whether a that-clause hangs on a complement ("wrote in an editorial that ...")."""
    prepositions = [child for child in governed if child.dep_ == "prep"]
    return any(t.dep_ == "mark" and t.lower_ == "that" for p in prepositions for t in p.subtree)


def _left_out(verb: Token, governed: Sequence[Token]) -> Iterator[Token]:
    """Yield nouns that the parser hung beside the content ("call the deal | a surrender")."""
    if governed:
        last = max(child.right_edge.i for child in governed)
        yield from (c for c in verb.rights if c.dep_ in {"npadvmod", "appos", "dep"} and c.i > last)


def _is_quoted(verb: Token, quotations: Sequence[QuotedSpan]) -> bool:
    start, end = _sentence(verb)
    return any(start < q.end and q.start < end for q in quotations)


def _sentence(token: Token) -> tuple[int, int]:
    """Return where a token's sentence is; ``token.sent`` reads the whole document each time."""
    root = token
    while root.head.i != root.i:
        root = root.head
    return root.left_edge.idx, root.right_edge.idx + len(root.right_edge.text)


def _is_ancestor(child: Token, speaker: Token) -> bool:
    return child == speaker or child.is_ancestor(speaker)


def _extent(verb: Token, parts: Sequence[Token], speaker: Token) -> tuple[int, int] | None:
    clause = [part for part in parts if part.dep_ in _CLAUSES]
    before = [part for part in clause if part.i < verb.i]
    if speaker.i < verb.i and any(_is_that_clause(p) for p in clause if p.i > verb.i):
        # "X said so; it added that ...": what stands before is another sentence.
        before = []
        parts = [part for part in parts if part.i > verb.i]
    kept = list(parts) if not before else [*before, *(p for p in clause if p.i > verb.i)]
    # What follows the verb begins after it: a clause hung on it may reach back over the speaker.
    tokens = [t for part in kept for t in part.subtree if t not in {verb, speaker}]
    if not before:
        tokens = [token for token in tokens if token.i > verb.i]
    return _edges_of(tokens)


def _is_that_clause(clause: Token) -> bool:
    return any(child.dep_ == "mark" and child.lower_ == "that" for child in clause.children)


def _around(verb: Token, speaker: Token) -> tuple[int, int] | None:
    own = {token.i for token in verb.subtree} | {token.i for token in speaker.subtree}
    return _edges_of([token for token in verb.head.subtree if token.i not in own])


def _edges_of(tokens: Sequence[Token]) -> tuple[int, int] | None:
    if not tokens:
        return None
    start = min(token.idx for token in tokens)
    end = max(token.idx + len(token.text) for token in tokens)
    return start, end


def _strip(text: str, start: int, end: int) -> tuple[int, int] | None:
    raw = text[start:end]
    body = raw.strip(_EDGES)
    begin = start + len(raw) - len(raw.lstrip(_EDGES))
    return (begin, begin + len(body)) if any(char.isalnum() for char in body) else None


def _attribution(cue: Token, speaker: Token, content: tuple[int, int]) -> Attribution:
    named = _name_of(speaker)
    start, end = _speaker_extent(speaker)[0], _speaker_extent(named)[1]
    return Attribution(
        start=content[0],
        end=content[1],
        speaker_start=start,
        speaker_end=end,
        head_start=named.idx,
        head_end=named.idx + len(named.text),
        cue=cue.text,
        cue_start=cue.idx,
    )


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


def _according_to(doc: Doc) -> Iterator[Attribution]:
    text = doc.text
    for token in doc[:-2]:
        if token.lower_ != "according" or doc[token.i + 1].lower_ != "to":
            continue
        source = next((c for c in doc[token.i + 1].children if c.dep_ == "pobj"), None)
        if source is None:
            continue
        if content := _rest_of_sentence(text, token, source):
            yield _attribution(token, source, content)


def _rest_of_sentence(text: str, according: Token, source: Token) -> tuple[int, int] | None:
    start, end = _sentence(according)
    if before := _strip(text, start, according.idx):
        return before
    edge = source.right_edge
    return _strip(text, min(edge.idx + len(edge.text), end), end)


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


def _unclaimed(
    doc: Doc, quotations: Sequence[QuotedSpan], voiced: Sequence[Attribution]
) -> Iterator[Attribution]:
    text = doc.text
    previous: Attribution | None = None
    for quotation in quotations:
        if any(one.start < quotation.end and quotation.start < one.end for one in voiced):
            continue
        source = _nearest(text, quotation, voiced) or previous
        is_speech = _words(text, quotation) >= _MIN_QUOTED_WORDS
        if not is_speech and not _continues(text, source, quotation):
            continue
        previous = source if not quotation.is_closed else None
        yield _spoken_by(source, quotation)


def _continues(text: str, source: Attribution | None, quotation: QuotedSpan) -> bool:
    """Say whether a short quotation goes on with the sentence of a quoted speaker."""
    if source is None or source.quotation is Quotation.INDIRECT:
        return False
    between = text[source.cue_start : quotation.start]
    return bool(between) and not re.search(r"[.!?][\s”\"]", between)


def _spoken_by(source: Attribution | None, quotation: QuotedSpan) -> Attribution:
    base = source or Attribution(start=quotation.start, end=quotation.end)
    return replace(
        base,
        start=quotation.start,
        end=quotation.end,
        cue_start=quotation.start,
        quotation=Quotation.DIRECT,
    )


def _nearest(text: str, quotation: QuotedSpan, voiced: Sequence[Attribution]) -> Attribution | None:
    """Return who spoke last before a quotation in its paragraph, else who speaks next in it."""
    line_start, line_end = _line(text, quotation.start)
    inside = [one for one in voiced if line_start <= one.cue_start < line_end]
    before = [one for one in inside if one.cue_start < quotation.start]
    return before[-1] if before else next(iter(inside), None)


def _line(text: str, at: int) -> tuple[int, int]:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return start, end if end >= 0 else len(text)


def _words(text: str, quotation: QuotedSpan) -> int:
    return len(text[quotation.start : quotation.end].split())
