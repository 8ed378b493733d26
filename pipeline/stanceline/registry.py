"""Which extractors and framers exist, by name.

A name ends in its version and never changes meaning: a new meaning is ``.v2``. A leaf is imported
when its name is used, so that asking for help loads no model library.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from stanceline.config import FrameSettings, Settings, find_home
from stanceline.errors import ModelError, UnknownNameError
from stanceline.protocols import Extractor, Framer

EXTRACTORS: Mapping[str, str] = {
    "spacy.v1": "stanceline.extract.extractor:make_extractor",
}
FRAMERS: Mapping[str, str] = {
    "transformer.v1": "stanceline.frame.transformer:load_transformer",
    "cascade.v1": "stanceline.frame.cascade:load_cascade",
}


def make_extractor(settings: Settings) -> Extractor:
    """Make the extractor that the settings name.

    Raises:
        UnknownNameError: no extractor has this name.
        ModelError: its language model is not installed.

    """
    make = _resolve("extractor", settings.extract.extractor, EXTRACTORS)
    entities = settings.extract.entities or find_home(settings) / "corpora" / "entities"
    extractor: Extractor = make(
        entities,
        more_entities=settings.extract.more_entities,
        model=settings.extract.spacy_model,
    )
    return extractor


def make_framer(settings: Settings) -> Framer:
    """Load the framer that the settings name.

    Raises:
        UnknownNameError: no framer has this name.
        ModelError: the model is not found or not what its digest says.

    """
    frame = settings.frame
    load = _resolve("framer", frame.framer, FRAMERS)
    folders = [find_model(frame.model, settings)]
    options: dict[str, Any] = {
        "batch_tokens": frame.batch_tokens,
        "runtime": frame.runtime,
        "threads": frame.threads,
    }
    if frame.framer == "cascade.v1":
        folders.insert(0, find_model(frame.small_model, settings))
        options["margin"] = frame.cascade_margin
    framer: Framer = load(*folders, **options)
    return framer


def load_framer(name: str = Settings().frame.model) -> Framer:
    """Load a model by its name in ``models/`` or by its folder, with all other settings as shipped.

    Raises:
        ModelError: the model is not found or not what its digest says.

    """
    return make_framer(Settings(frame=FrameSettings(model=name)))


def find_model(name: str, settings: Settings) -> Path:
    """Return the folder of a model: a path as it is, or a name in ``models/``.

    Raises:
        ModelError: neither exists.

    """
    if (folder := Path(name)).is_dir():
        return folder
    shelf = find_home(settings) / "models"
    if (folder := shelf / name).is_dir():
        return folder
    known = sorted(path.name for path in shelf.iterdir() if path.is_dir())
    raise ModelError(f"no model {name!r}: neither a folder nor one of {', '.join(known)}")


def _resolve(kind: str, name: str, known: Mapping[str, str]):  # type: ignore[no-untyped-def]  # noqa: ANN202 - the factories differ
    if name not in known:
        raise UnknownNameError(kind, name, known)
    module, _, attribute = known[name].partition(":")
    return getattr(import_module(module), attribute)
