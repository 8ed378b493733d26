"""The Hugging Face trainer of a voices model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stanceline.train.trainer import StepCallback

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
    import torch
    from datasets import Dataset
    from transformers import (
        DataCollatorForTokenClassification,
        EarlyStoppingCallback,
        PrinterCallback,
        Trainer,
        TrainingArguments,
    )

    steps = recipe.epochs * -(-len(rows) // recipe.batch_size)
    arguments = TrainingArguments(
        output_dir=str(scratch),
        num_train_epochs=recipe.epochs,
        per_device_train_batch_size=recipe.batch_size,
        per_device_eval_batch_size=32,
        learning_rate=recipe.learning_rate,
        lr_scheduler_type="linear",
        warmup_steps=steps // 10,
        train_sampling_strategy="group_by_length",
        use_cpu=not torch.cuda.is_available(),
        seed=recipe.seed,
        data_seed=recipe.seed,
        eval_strategy="epoch",
        save_strategy="epoch",
        save_total_limit=2,
        load_best_model_at_end=True,
        metric_for_best_model="eval_loss",
        greater_is_better=False,
        disable_tqdm=True,
        report_to="none",
        logging_strategy="no",
        remove_unused_columns=False,
    )
    trainer = Trainer(
        model=network,
        args=arguments,
        train_dataset=Dataset.from_list([dict(row) for row in rows]),
        eval_dataset=Dataset.from_list([dict(row) for row in held]),
        callbacks=[StepCallback(on_step), EarlyStoppingCallback(1)],
        data_collator=DataCollatorForTokenClassification(tokenizer),
    )
    # It prints to stdout, where data goes.
    trainer.remove_callback(PrinterCallback)
    return trainer
