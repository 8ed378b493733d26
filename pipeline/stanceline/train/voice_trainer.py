"""The Hugging Face trainer of a voices model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stanceline.train.trainer import StepCallback, keep_quiet, make_arguments

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase, Trainer

    from stanceline.train.voices import VoiceRecipe


def make_voice_trainer(
    network: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    rows: Sequence[Mapping[str, Any]],
    held: Sequence[Mapping[str, Any]],
    recipe: VoiceRecipe,
    scratch: Path,
    *,
    on_step: Callable[[], None],
) -> Trainer:
    """Make the trainer; it stops when the loss on ``held`` rises and keeps the best epoch."""
    from datasets import Dataset
    from transformers import DataCollatorForTokenClassification, EarlyStoppingCallback, Trainer

    steps = recipe.epochs * -(-len(rows) // recipe.batch_size)
    arguments = make_arguments(
        recipe,
        scratch,
        stops_early=True,
        warmup_steps=steps // 10,
        per_device_eval_batch_size=32,
    )
    trainer = Trainer(
        model=network,
        args=arguments,
        train_dataset=Dataset.from_list([dict(row) for row in rows]),
        eval_dataset=Dataset.from_list([dict(row) for row in held]),
        callbacks=[StepCallback(on_step), EarlyStoppingCallback(1)],
        data_collator=DataCollatorForTokenClassification(tokenizer),
    )
    keep_quiet(trainer)
    return trainer
