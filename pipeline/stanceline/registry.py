"""Which extractors and framers exist, by name.

A name ends in its version and never changes meaning: a new meaning is ``.v2``. A leaf is imported
when its name is used, so that asking for help loads no model library.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stanceline.config import FrameSettings, Settings, find_home
from stanceline.errors import ModelError, UnknownNameError
from stanceline.protocols import Extractor, Framer
from stanceline.records import Frame

if TYPE_CHECKING:
    from stanceline.frame.relevance import Subject

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
        voices_model=settings.extract.voices_model,
    )
    return extractor


def make_selective_extractor(settings: Settings) -> Extractor:
    """Make the extractor that the settings name; it reads no text twice and none off the subject.

    Raises:
        UnknownNameError: no extractor has this name.
        ModelError: its language model is not installed.
        InputError: the codebook cannot be read.

    """
    from stanceline.extract.reuse import ReusingExtractor

    return select(ReusingExtractor(extractor=make_extractor(settings)), settings)


def select(extractor: Extractor, settings: Settings) -> Extractor:
    """Let an extractor pass by what is off the subject, where the settings want that.

    Raises:
        InputError: the codebook cannot be read.

    """
    from stanceline.frame.selection import SelectiveExtractor

    if (subject := make_subject(settings)) is None:
        return extractor
    return SelectiveExtractor(
        extractor=extractor,
        subject=subject,
        article=settings.relevance.article,
        passage=settings.relevance.passage,
    )


def make_subject(settings: Settings) -> Subject | None:
    """Read what the codebook is about; nothing when relevance is off or the model is of another.

    Raises:
        InputError: the codebook cannot be read.

    """
    from stanceline.frame.relevance import read_subject

    relevance = settings.relevance
    if not relevance.enabled:
        return None
    if relevance.codebook is not None:
        return read_subject(relevance.codebook)
    if not _is_of_deal_frames(settings):
        return None
    return read_subject(find_home(settings) / "corpora" / "deal-frames" / "codebook.toml")


def _is_of_deal_frames(settings: Settings) -> bool:
    """Say whether the model reads our codebook; one that is not there yet is taken to."""
    from stanceline.frame.model_directory import read_labels, read_side_file

    try:
        side = read_side_file(find_model(settings.frame.model, settings))
    except ModelError:
        return True
    return read_labels(side) == tuple(Frame)


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
        "device": frame.device,
    }
    if frame.framer == "cascade.v1":
        folders.insert(0, find_model(frame.small_model, settings))
        options["margin"] = frame.cascade_margin
    framer: Framer = load(*folders, **options)
    return framer


def make_reusing_framer(settings: Settings) -> Framer:
    """Load the framer that the settings name, so that it reads no text twice.

    Raises:
        UnknownNameError: no framer has this name.
        ModelError: the model is not found or not what its digest says.

    """
    from stanceline.frame.reuse import ReusingFramer

    return ReusingFramer(framer=make_framer(settings))


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
