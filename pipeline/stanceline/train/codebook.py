"""A codebook: which labels a debate has, what they mean, and whether they exclude one another."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stanceline.errors import LabelError


class Pole(BaseModel):
    """One label of a codebook."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")
    title: str = ""
    definition: str = ""


class Codebook(BaseModel):
    """The labels of a debate, in the order of a model's heads.

    ``kind`` multi: every pole is a yes/no of its own, and a text may voice none or several.
    ``kind`` single: every text has exactly one. Rules and examples are for people and not read.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    question: str = ""
    kind: Literal["multi", "single"] = "multi"
    pole: tuple[Pole, ...] = Field(min_length=1)
    sha256: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """The ids of the poles."""
        return tuple(pole.id for pole in self.pole)

    @property
    def is_exclusive(self) -> bool:
        """Whether a text has exactly one label."""
        return self.kind == "single"


def read_codebook(path: Path) -> Codebook:
    """Read a codebook from a TOML file, as ``corpora/deal-frames/codebook.toml``.

    Raises:
        LabelError: it is not a codebook.

    """
    try:
        raw = path.read_bytes()
        content = tomllib.loads(raw.decode("utf-8")) | {"sha256": hashlib.sha256(raw).hexdigest()}
        codebook = Codebook.model_validate(content)
    except OSError as error:
        raise LabelError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise LabelError(f"{path}: not a codebook: {error}") from error
    labels = codebook.labels
    if len(set(labels)) < len(labels):
        raise LabelError(f"{path}: a pole stands twice: {', '.join(labels)}")
    if codebook.is_exclusive and len(labels) < 2:
        raise LabelError(f"{path}: one label alone decides nothing; name at least two poles")
    return codebook
