"""The spaCy component ``stanceline_institutions``: institutions and places of a document.

Results are plain data: ``doc._.stanceline_institutions`` (a list of dicts) and ``doc.spans``
under the same name.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from stanceline.extract.entities import Registry, load_entities
from stanceline.extract.metonyms import tell_metonyms
from stanceline.extract.names import read_names
from stanceline.extract.organisations import find_organisations
from stanceline.extract.plain_data import INSTITUTIONS, store_findings

Doc.set_extension(INSTITUTIONS, default=None, force=True)


@dataclass(frozen=True)
class Institutions:
    """Finds institutions and places; needs ``doc.ents`` for those the registry does not know.

    With a parse, capitals that act are governments.
    """

    registry: Registry

    def __call__(self, doc: Doc) -> Doc:
        """Store the institutions and places of a document in it."""
        found = find_organisations(doc.text, read_names(doc), self.registry)
        if doc.has_annotation("DEP"):
            found = list(tell_metonyms(doc, found, self.registry))
        store_findings(doc, INSTITUTIONS, found)
        return doc


@Language.factory("stanceline_institutions", default_config={"entities": None})
def make_institutions(nlp: Language, name: str, entities: str | None) -> Institutions:  # noqa: ARG001 - spaCy passes both
    """Make the component; ``entities`` is a folder of entity files, or None for no registry.

    Raises:
        MissingDataError: the folder holds no entity file.
        InputError: a line of a file is not an entity.

    """
    return Institutions(load_entities(Path(entities)) if entities else Registry.from_entities([]))
