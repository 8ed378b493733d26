"""The extract stage: articles in, passages, mentions and voices out, one for one and in order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from stanceline.errors import InputError
from stanceline.extract.entities import Registry, load_entities
from stanceline.extract.language_model import (
    describe_model,
    load_language_model,
    one_blas_thread,
)
from stanceline.extract.mentions import make_mentions
from stanceline.extract.passage_voices import make_passage_voices
from stanceline.extract.passages import cut_passages
from stanceline.extract.pieces import cut_pieces, readable
from stanceline.extract.plain_data import AMOUNTS, INSTITUTIONS, PEOPLE, VOICES, read_findings
from stanceline.extract.sentences import sentence_starts
from stanceline.extract.tagged_voices import VoiceTagger, load_tagger
from stanceline.records import Article, Extraction, Rejected

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# Raised whenever the same article would come out otherwise.
CODE_VERSION = "spacy.v1.5"


@dataclass(frozen=True)
class SpacyExtractor:
    """Reads articles with spaCy and our three components; ``batch_size`` counts paragraphs."""

    nlp: Language = field(repr=False)
    registry: Registry = field(repr=False)
    fingerprint: str
    batch_size: int = 64
    tagger: VoiceTagger | None = None

    def __call__(self, articles: Iterable[Article]) -> Iterator[Extraction | Rejected]:
        """Yield an extraction for every article, or why there is none; never raise for one."""
        for article in articles:
            try:
                yield self._extract(article)
            except Exception as error:  # noqa: BLE001 - the per-article boundary
                yield _rejected(article, error)

    def _extract(self, article: Article) -> Extraction:
        if not article.text.strip():
            raise InputError(article.locator, "the article has no text", remedy="check its source")
        doc = self._read(article.text)
        passages = cut_passages(article, sentence_starts(doc))
        mentions = make_mentions(
            article,
            passages,
            people=read_findings(doc, PEOPLE),
            institutions=read_findings(doc, INSTITUTIONS),
            amounts=read_findings(doc, AMOUNTS),
        )
        return Extraction(
            article=article,
            passages=tuple(passages),
            mentions=tuple(mentions),
            voices=tuple(make_passage_voices(passages, read_findings(doc, VOICES))),
        )

    def _read(self, text: str) -> Doc:
        """Parse paragraph by paragraph, then find people and voices over the whole article."""
        from spacy.tokens import Doc

        from stanceline.extract.figures import Figures
        from stanceline.extract.institutions import Institutions
        from stanceline.extract.voices import Voices

        # Only paragraphs of one article share a batch: its neighbours cannot change its result.
        with one_blas_thread():
            pieces = list(self.nlp.pipe(cut_pieces(readable(text)), batch_size=self.batch_size))
        doc = Doc.from_docs(pieces, ensure_whitespace=False)
        if doc is None or len(doc.text) != len(text):
            raise InputError("text", "spaCy did not keep the text as it is")
        components = (
            Figures(self.registry),
            Institutions(self.registry),
            Voices(self.registry, self.tagger),
        )
        for component in components:
            doc = component(doc)
        return doc


def make_extractor(
    entities: Path,
    *,
    more_entities: Sequence[Path] = (),
    model: str = "auto",
    batch_size: int = 64,
    voices_model: Path | None = None,
) -> SpacyExtractor:
    """Make the extractor from entity files and an installed spaCy model.

    ``entities`` is a folder; ``more_entities`` are the user's own files or folders, which add
    entities and replace those of the same id. ``voices_model`` is a folder of
    ``stanceline train --task voices``: what it hears is added to what the rules hear.

    Raises:
        MissingDataError: the folder holds no entity file.
        InputError: a line of a file is not an entity.
        ModelError: the model is not installed or lacks a part.
        ValueError: the batch size is below 1.

    """
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, got {batch_size}")
    registry = load_entities(entities, more_entities)
    nlp = load_language_model(model)
    tagger = load_tagger(voices_model) if voices_model else None
    parts = [CODE_VERSION, describe_model(nlp), registry.digest]
    parts += [tagger.digest] if tagger else []
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return SpacyExtractor(
        nlp=nlp,
        registry=registry,
        fingerprint=f"{CODE_VERSION} {describe_model(nlp)} {digest[:16]}",
        batch_size=batch_size,
        tagger=tagger,
    )


def _rejected(article: Article, error: Exception) -> Rejected:
    return Rejected(
        source=article.source,
        locator=article.locator,
        stage="extract",
        error=type(error).__name__,
        message=str(error) or repr(error),
    )
