"""Which words a reporting verb hands to its speaker: what it governs, or what it quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from stanceline.extract.cues import CueKind, cue_kinds, verb_of
from stanceline.extract.quotations import QuotedSpan

if TYPE_CHECKING:
    from spacy.tokens import Token

_CLAUSES = frozenset(("ccomp", "parataxis"))
_COMPLEMENTS = frozenset(
    ("ccomp", "xcomp", "dobj", "oprd", "prep", "acomp", "attr", "parataxis", "advcl", "dative")
)
_OPENER = re.compile(
    r"(?:However|But|Yet|Still|Meanwhile|Nevertheless|And|So|Instead|Also),? (?=\w)"
)
# Verbs that report with "of", "about" or "against" and no clause.
_WARNINGS = frozenset(("warn", "complain", "caution", "boast", "admit", "worry"))
# "sees it rise" is no judgement, "sees it as theft" is.
_NEEDS_AS = frozenset(("see", "view", "regard", "present", "treat", "pitch", "bill", "cast"))
# "find themselves squeezed": that happens to them, no one reports it.
_REFLEXIVES = frozenset(("myself", "himself", "herself", "itself", "ourselves", "themselves"))
_EDGES = " \t\n\r,;:–—-.\u00a0"


def quotation_at(
    text: str, verb: Token, speaker: Token, quotations: Sequence[QuotedSpan]
) -> tuple[int, int] | None:
    """Return the quotation that ends before "X said" or begins after it, whatever the parse."""
    first = min(verb, speaker.left_edge, key=lambda token: token.idx)
    last = max(verb, speaker.right_edge, key=lambda token: token.idx)
    end = last.idx + len(last.text)
    for quotation in quotations:
        is_before = quotation.end <= first.idx and not text[quotation.end : first.idx].strip(_EDGES)
        is_after = end <= quotation.start and not text[end : quotation.start].strip(_EDGES)
        if is_before or is_after:
            return quotation.start, quotation.end
    return None


def without_opener(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out "However" and its like, which are the narrator's."""
    found = _OPENER.match(text, start, end)
    return (found.end() if found else start), end


def content_of(
    verb: Token,
    speaker: Token,
    kinds: frozenset[CueKind],
    *,
    quotations: Sequence[QuotedSpan],
) -> tuple[int, int] | None:
    """Return where the words stand that a reporting verb governs; None when it reports nothing."""
    governed = [
        child
        for child in verb.children
        if child.dep_ in _COMPLEMENTS
        and not _is_ancestor(child, speaker)
        and not _reports_itself(child)
    ]
    if verb_of(verb.lower_) == "find" and _is_reflexive(governed):
        return None
    fitting = {kind for kind in kinds if _fits(kind, verb, governed, quotations)}
    if fitting:
        parts = [*governed, *_left_out(verb, governed)]
        if fitting == {CueKind.STANCE}:
            parts = [part for part in parts if part.dep_ == "dobj"]
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
        is_about = bool(links & {"of", "about", "against"}) and verb_of(verb.lower_) in _WARNINGS
        is_clause = bool(deps & _CLAUSES) or _holds_clause(governed)
        return is_clause or is_about or (bool(deps) and _is_quoted(verb, quotations))
    if kind is CueKind.AS:
        is_named = "as" in links or (
            bool(deps & {"oprd", "ccomp"}) and verb_of(verb.lower_) not in _NEEDS_AS
        )
        return is_named or (bool(deps) and _is_quoted(verb, quotations))
    if kind is CueKind.STANCE:
        return "dobj" in deps
    if kind is CueKind.INTENT:
        return "xcomp" in deps
    return "for" in links or bool(deps & {"ccomp", "xcomp"})


def _reports_itself(child: Token) -> bool:
    """Say whether a clause has a cue of its own: "called it theft, | warning that ..."."""
    is_participle = child.dep_ == "advcl" and child.tag_ == "VBG"
    return is_participle and CueKind.CLAUSE in cue_kinds(child.lower_)


def _is_reflexive(governed: Sequence[Token]) -> bool:
    objects = [child for child in governed if child.dep_ == "dobj"]
    objects += [inner for child in governed for inner in child.children if inner.dep_ == "nsubj"]
    return any(token.lower_ in _REFLEXIVES for token in objects)


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
    start, end = sentence_of(verb)
    return any(start < q.end and q.start < end for q in quotations)


def sentence_of(token: Token) -> tuple[int, int]:
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


def stripped(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return a span without the white space and punctuation at its edges."""
    raw = text[start:end]
    body = raw.strip(_EDGES)
    begin = start + len(raw) - len(raw.lstrip(_EDGES))
    return (begin, begin + len(body)) if any(char.isalnum() for char in body) else None
