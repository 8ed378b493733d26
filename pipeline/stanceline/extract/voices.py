"""The spaCy component ``stanceline_voices``: who says what in a document.

Needs tags and a parse. It reads the people and institutions that the two other
components stored, when they ran before it. Results are plain data: ``doc._.stanceline_voices``
(a list of dicts) and ``doc.spans`` under the same name.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from stanceline.extract.attribution import Attribution
from stanceline.extract.attributions import find_attributions
from stanceline.extract.entities import Registry, load_entities
from stanceline.extract.plain_data import (
    INSTITUTIONS,
    PEOPLE,
    VOICES,
    Finding,
    read_findings,
    store_findings,
)
from stanceline.extract.speakers import Named, Speaker, identify_speakers
from stanceline.extract.tagged_voices import VoiceTagger, add_tagged, load_tagger
from stanceline.records import MentionKind, Quotation, VoiceGroup

Doc.set_extension(VOICES, default=None, force=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenSpan:
    """A stretch of a document and whose words it holds."""

    start: int
    end: int
    speaker_start: int | None
    speaker_end: int | None
    speaker: str
    entity_id: str
    group: VoiceGroup
    country: str
    cue: str
    quotation: Quotation


@dataclass(frozen=True)
class Voices:
    """Finds who speaks; what no one is given is the outlet's own voice and not stored."""

    registry: Registry
    tagger: VoiceTagger | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Store the voices of a document in it."""
        text = doc.text  # built anew at every access
        named = _named(doc)
        spans = [(name.start, name.end) for name in named]
        attributions = find_attributions(doc, speakers=spans)
        if self.tagger:
            attributions = add_tagged(doc, text, attributions, self.tagger)
        pairs = identify_speakers(text, attributions, named, self.registry)
        store_findings(doc, VOICES, [_spoken(one, speaker) for one, speaker in pairs])
        return doc


@Language.factory("stanceline_voices", default_config={"entities": None, "model": None})
def make_voices(
    nlp: Language,  # noqa: ARG001 - spaCy passes both
    name: str,  # noqa: ARG001
    entities: str | None,
    model: str | None,
) -> Voices:
    """Make the component; ``entities`` is a folder of entity files, or None for no registry.

    ``model`` is a folder of ``stanceline train --task voices``, or None for the rules alone.

    Raises:
        MissingDataError: the folder holds no entity file.
        InputError: a line of a file is not an entity.

    """
    registry = load_entities(Path(entities)) if entities else Registry.from_entities([])
    return Voices(registry, load_tagger(Path(model)) if model else None)


def _named(doc: Doc) -> list[Named]:
    people = [_from_finding(f, MentionKind.PERSON) for f in read_findings(doc, PEOPLE)]
    bodies = [_from_finding(f, MentionKind(f["kind"])) for f in read_findings(doc, INSTITUTIONS)]
    return sorted([*people, *bodies], key=lambda name: name.start)


def _from_finding(finding: Finding, kind: MentionKind) -> Named:
    return Named(
        start=finding["start"],
        end=finding["end"],
        kind=kind,
        canonical=finding["canonical"],
        entity_id=finding["entity_id"],
        country=finding["country"],
        group=VoiceGroup(finding["group"]),
    )


def _spoken(one: Attribution, speaker: Speaker) -> SpokenSpan:
    return SpokenSpan(
        start=one.start,
        end=one.end,
        speaker_start=one.speaker_start,
        speaker_end=one.speaker_end,
        speaker=speaker.name,
        entity_id=speaker.entity_id,
        group=speaker.group,
        country=speaker.country,
        cue=one.cue,
        quotation=one.quotation,
    )
