"""Everything that decides a trained model, in one file beside it."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stanceline.errors import SettingsError


class Recipe(BaseModel):
    """How a model is made; the same recipe and data make the same model on the same machine."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    backbone: str = "mpnet"
    seed: int = 0
    max_tokens: int = Field(default=192, description="tokens read at once, specials included")
    overlap_tokens: int = Field(default=32, description="tokens two windows share")
    # The adapter
    rank: int = 16
    top_layers: int = Field(default=6, description="layers that learn, counted from the top")
    dropout: float = 0.1
    adapter_dropout: float = Field(default=0.1, description="within the adapters; it costs time")
    # The training
    epochs: int = 2
    batch_size: int = 16
    learning_rate: float = 1e-4
    head_learning_rate: float = 5e-4
    warmup_share: float = 0.1
    real_weight: float = Field(default=2.0, description="weight of a real passage")
    real_neither_share: float = Field(
        default=1.0,
        gt=0,
        le=1,
        description="share of the real passages that voice neither frame to train on; most are "
        "plain and teach little, and all of them cost time",
    )
    near_miss: float = Field(
        default=1.0,
        gt=0,
        le=1,
        description="a real passage that voices neither frame but was graded so high for one is "
        "always trained on",
    )
    grade_share: float = Field(
        default=0.0,
        ge=0,
        le=1,
        description="share of a target that is the graders' chance; the rest is the label",
    )
    voiced_weight: float = Field(default=2.0, description="weight of a voiced frame in the loss")
    probe_regularisation: float = Field(default=3.0, description="C of the linear start")
    # The held-back real passages on which calibration and thresholds are chosen
    dev_batches: tuple[str, ...] = Field(
        default=("words",), description="batches of the public record to hold back from"
    )
    dev_share: float = Field(default=0.25, gt=0, lt=1)
    prevalence: float = Field(
        default=0.2,
        gt=0,
        lt=1,
        description="share of passages that voice a frame in the text to be read; "
        "probabilities and thresholds are fitted as if the dev passages had it",
    )


def read_recipe(path: Path) -> Recipe:
    """Read a recipe from a TOML file.

    Raises:
        SettingsError: it is not a recipe.

    """
    try:
        return Recipe.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise SettingsError(f"{path}: not a recipe: {error}") from error
