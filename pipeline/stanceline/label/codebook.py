"""The codebook as a coder reads it: the poles, the other labels, and the rules."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stanceline.errors import InputError
from stanceline.records import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Pole:
    """One of the two frames."""

    frame: Frame
    title: str
    definition: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """What is asked of a passage and by which rules it is answered."""

    name: str
    version: str
    question: str
    unit: str
    poles: tuple[Pole, ...]
    labels: Mapping[str, str]
    rules: tuple[tuple[str, str], ...]


def read_codebook(path: Path) -> Codebook:
    """Read a codebook.

    Raises:
        InputError: the file is none.

    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return _codebook(content)
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            str(path), f"not a codebook: {error!r}", remedy="see corpora/deal-frames/codebook.toml"
        ) from error


def _codebook(content: Mapping[str, Any]) -> Codebook:
    return Codebook(
        name=content["name"],
        version=str(content["version"]),
        question=content["question"],
        unit=content.get("unit", ""),
        poles=tuple(
            Pole(
                frame=Frame(pole["id"]),
                title=pole["title"],
                definition=pole["definition"],
                examples=tuple(pole.get("examples", ())),
            )
            for pole in content["pole"]
        ),
        labels=dict(content.get("labels", {})),
        rules=tuple((rule["id"], rule["text"]) for rule in content.get("rule", ())),
    )
