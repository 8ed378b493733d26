"""The spaCy component ``stanceline_figures``: the people and the amounts of a document.

Results are plain data: ``doc._.stanceline_people`` and ``doc._.stanceline_amounts`` (lists of
dicts), ``doc.spans`` under the same names.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from stanceline.extract.amounts import find_amounts
from stanceline.extract.entities import Registry, load_entities
from stanceline.extract.names import read_names
from stanceline.extract.organisations import explained_bodies
from stanceline.extract.people import find_people
from stanceline.extract.plain_data import AMOUNTS, PEOPLE, store_findings

Doc.set_extension(PEOPLE, default=None, force=True)
Doc.set_extension(AMOUNTS, default=None, force=True)


@dataclass(frozen=True)
class Figures:
    """Finds people and amounts; needs ``doc.ents`` for people whom the registry does not know."""

    registry: Registry

    def __call__(self, doc: Doc) -> Doc:
        """Store the people and amounts of a document in it."""
        text = doc.text  # built anew at every access
        bodies = explained_bodies(text, self.registry)
        people = find_people(text, read_names(doc), self.registry, not_people=bodies.__contains__)
        store_findings(doc, PEOPLE, people)
        store_findings(doc, AMOUNTS, find_amounts(text))
        return doc


@Language.factory("stanceline_figures", default_config={"entities": None})
def make_figures(nlp: Language, name: str, entities: str | None) -> Figures:  # noqa: ARG001 - spaCy passes both
    """Make the component; ``entities`` is a folder of entity files, or None for no registry.

    Raises:
        MissingDataError: the folder holds no entity file.
        InputError: a line of a file is not an entity.

    """
    return Figures(load_entities(Path(entities)) if entities else Registry.from_entities([]))
