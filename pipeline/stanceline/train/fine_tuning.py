"""Fine-tuning: adapters and head on texts, stopped early where texts are held back."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stanceline.frame.quiet import quiet_training
from stanceline.train.network import encode
from stanceline.train.recipe import Recipe
from stanceline.train.training_set import TrainingSet

if TYPE_CHECKING:
    from peft import PeftModel
    from transformers import PreTrainedTokenizerBase


def adapt(
    network: PeftModel,
    tokenizer: PreTrainedTokenizerBase,
    train: TrainingSet,
    recipe: Recipe,
    *,
    held: TrainingSet | None = None,
    on_step: Callable[[], None] = lambda: None,
) -> int:
    """Fine-tune with the Hugging Face trainer; return the epochs that were worth it.

    With ``held`` the loss on it is watched, training stops when it rises, and the epoch where it
    was lowest stands.
    """
    from stanceline.train.trainer import make_trainer

    with tempfile.TemporaryDirectory() as scratch, quiet_training():
        trainer = make_trainer(
            network,
            tokenizer,
            make_rows(tokenizer, train, recipe.max_tokens),
            recipe,
            Path(scratch),
            held=make_rows(tokenizer, held, recipe.max_tokens) if held else None,
            on_step=on_step,
        )
        trainer.train()
        return best_epoch(trainer.state.log_history, recipe.epochs)


def make_rows(
    tokenizer: PreTrainedTokenizerBase, data: TrainingSet, max_tokens: int
) -> list[dict[str, Any]]:
    """Turn a training set into the rows the trainer collates."""
    return [
        {"input_ids": ids, "labels": target.tolist(), "weight": float(weight)}
        for ids, target, weight in zip(
            encode(tokenizer, data.texts, max_tokens), data.targets, data.weights, strict=True
        )
    ]


def best_epoch(history: list[dict[str, Any]], epochs: int) -> int:
    """Return the epoch of the lowest held-back loss; all of them where none was held back."""
    losses = {round(row["epoch"]): row["eval_loss"] for row in history if "eval_loss" in row}
    return min(losses, key=lambda epoch: (losses[epoch], epoch)) if losses else epochs
