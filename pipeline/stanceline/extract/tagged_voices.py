"""Voices by a trained token classifier: source, cue and content spans, joined to attributions.

The model is a folder of ``stanceline train --task voices``: a plain transformers token
classification model with BIO labels. It is a second opinion beside the rules of the parse.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stanceline.errors import ModelError
from stanceline.extract.attribution import Attribution
from stanceline.extract.quotations import find_quotations, quoted_share
from stanceline.records import Quotation

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

ROLES = ("source", "cue", "content")
LABELS = ("O", *(f"{edge}-{role}" for role in ROLES for edge in "BI"))
# Longer sentences are read to here; what is beyond is left to the rules.
MAX_TOKENS = 256
_BATCH = 32
_DIRECT_SHARE = 0.85


@dataclass(frozen=True, slots=True)
class RoleSpan:
    """A half-open range of words (or characters, where said) in one role."""

    role: str
    start: int
    end: int


@dataclass(frozen=True)
class VoiceTagger:
    """Labels the words of sentences; ``digest`` is that of the weights."""

    network: Any = field(repr=False)
    tokenizer: Any = field(repr=False)
    digest: str

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[RoleSpan]]:
        """Return the role spans of every sentence, in words."""
        found: list[list[RoleSpan]] = []
        for at in range(0, len(sentences), _BATCH):
            found += [list(read_bio(row)) for row in self._labels(sentences[at : at + _BATCH])]
        return found

    def _labels(self, sentences: Sequence[Sequence[str]]) -> Iterator[list[str]]:
        import torch

        encoded = self.tokenizer(
            [list(sentence) for sentence in sentences],
            is_split_into_words=True,
            truncation=True,
            max_length=most_pieces(self.network.config.max_position_embeddings),
            padding=True,
            return_tensors="pt",
        )
        with torch.inference_mode():
            best = self.network(**encoded).logits.argmax(-1).tolist()
        names = self.network.config.id2label
        for row, sentence in enumerate(sentences):
            labels = ["O"] * len(sentence)
            # The first piece of a word speaks for it.
            for position, word in reversed(list(enumerate(encoded.word_ids(row)))):
                if word is not None:
                    labels[word] = names[best[row][position]]
            yield labels


def most_pieces(positions: int) -> int:
    """Return how many pieces of a sentence a network reads that has so many positions."""
    # Some families count positions from 2.
    return min(MAX_TOKENS, positions - 2)


def load_tagger(folder: Path) -> VoiceTagger:
    """Load a model of ``stanceline train --task voices``.

    Raises:
        ModelError: the folder is none, or its labels are other ones.

    """
    from transformers import AutoModelForTokenClassification, AutoTokenizer
    from transformers.utils import logging

    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise ModelError(f"no voices model in {folder}; make one: stanceline train --task voices")
    logging.disable_progress_bar()
    network = AutoModelForTokenClassification.from_pretrained(folder, use_safetensors=True).eval()
    logging.enable_progress_bar()
    if set(network.config.id2label.values()) != set(LABELS):
        raise ModelError(
            f"{folder}: labels {sorted(network.config.id2label.values())}, "
            f"expected {', '.join(LABELS)}"
        )
    tokenizer = AutoTokenizer.from_pretrained(folder, add_prefix_space=True)
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    return VoiceTagger(network=network, tokenizer=tokenizer, digest=digest)


def read_bio(labels: Iterable[str]) -> Iterator[RoleSpan]:
    """Yield the spans of BIO labels; an I without a B before it begins a span.

    >>> [(s.role, s.start, s.end) for s in read_bio(["B-cue", "O", "I-source", "I-source"])]
    [('cue', 0, 1), ('source', 2, 4)]
    """
    role, start = "", 0
    for position, label in enumerate([*labels, "O"]):
        if role and label != f"I-{role}":
            yield RoleSpan(role, start, position)
            role = ""
        if label != "O" and not role:
            role, start = label[2:], position


def tagged_spans(doc: Doc, tagger: VoiceTagger) -> list[list[RoleSpan]]:
    """Return the role spans of every sentence of a parsed document, in characters."""
    sentences = [[token for token in s if not token.is_space] for s in doc.sents]
    sentences = [sentence for sentence in sentences if sentence]
    found = tagger.tag([[token.text for token in sentence] for sentence in sentences])
    return [
        [
            RoleSpan(
                span.role,
                sentence[span.start].idx,
                sentence[span.end - 1].idx + len(sentence[span.end - 1].text),
            )
            for span in spans
        ]
        for sentence, spans in zip(sentences, found, strict=True)
    ]


def add_tagged(
    doc: Doc, text: str, rules: Sequence[Attribution], tagger: VoiceTagger
) -> list[Attribution]:
    """Add the attributions of a tagger to those of the rules, which go first where both speak."""
    tagged = [one for spans in tagged_spans(doc, tagger) for one in join_roles(doc, text, spans)]
    new = [
        one
        for one in tagged
        if not any(rule.start < one.end and one.start < rule.end for rule in rules)
    ]
    return sorted([*rules, *new], key=lambda one: (one.cue_start, one.start, one.end))


def join_roles(doc: Doc, text: str, spans: Sequence[RoleSpan]) -> Iterator[Attribution]:
    """Yield an attribution a content of a sentence: its nearest cue, and that cue's source."""
    quotations = find_quotations(text)
    cues = [span for span in spans if span.role == "cue"]
    sources = [span for span in spans if span.role == "source"]
    for content in (span for span in spans if span.role == "content"):
        cue = min(cues, key=lambda span: _gap(span, content), default=None)
        if cue is None:
            continue
        source = min(sources, key=lambda span: _gap(span, cue), default=None)
        share = quoted_share(content.start, content.end, quotations)
        head = _head_of(doc, source) if source else None
        yield Attribution(
            start=content.start,
            end=content.end,
            speaker_start=source.start if source else None,
            speaker_end=source.end if source else None,
            head_start=head.idx if head is not None else None,
            head_end=head.idx + len(head.text) if head is not None else None,
            cue=text[cue.start : cue.end],
            cue_start=cue.start,
            quotation=_quotation(share),
            source=(source.start, source.end) if source else None,
            group=(cue.start, cue.end),
        )


def _head_of(doc: Doc, source: RoleSpan) -> Token | None:
    """Return the noun that heads a source; its last word where the parse has no noun there."""
    words = doc.char_span(source.start, source.end)
    if words is None:
        return None
    root: Token = words.root
    return root if root.tag_.startswith(("N", "PRP")) else words[-1]


def _quotation(share: float) -> Quotation:
    if share >= _DIRECT_SHARE:
        return Quotation.DIRECT
    return Quotation.MIXED if share else Quotation.INDIRECT


def _gap(one: RoleSpan, other: RoleSpan) -> int:
    return max(0, one.start - other.end, other.start - one.end)
