"""The Hugging Face trainer with our loss: weighted passages, weighted voiced frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from peft import PeftModel
from transformers import (
    DataCollatorWithPadding,
    PreTrainedTokenizerBase,
    Trainer,
    TrainingArguments,
)

from stanceline.frame.precision import has_fast_bfloat16
from stanceline.train.recipe import Recipe


class WeightedTrainer(Trainer):
    """Binary cross-entropy a head, with a weight a passage and one for voiced frames."""

    def __init__(self, *, recipe: Recipe, **arguments: Any) -> None:  # noqa: ANN401
        super().__init__(**arguments)
        self._recipe = recipe

    def compute_loss(
        self,
        model: torch.nn.Module,
        inputs: Mapping[str, torch.Tensor],
        return_outputs: bool = False,  # noqa: FBT001, FBT002 - the trainer's own signature
        **_: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Return the weighted mean loss of a batch."""
        features = {k: v for k, v in inputs.items() if k not in {"labels", "weight"}}
        outputs = model(**features)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(
            outputs.logits.float(),
            inputs["labels"].float(),
            reduction="none",
            pos_weight=torch.tensor(self._recipe.voiced_weight),
        )
        loss = (loss.mean(dim=1) * inputs["weight"].float()).mean()
        return (loss, outputs) if return_outputs else loss

    def create_optimizer(self, *_: Any) -> torch.optim.Optimizer:  # noqa: ANN401
        """Let the head learn faster than the adapters."""
        head: list[torch.nn.Parameter] = []
        rest: list[torch.nn.Parameter] = []
        for name, parameter in self.model.named_parameters():
            if parameter.requires_grad:
                (head if "classifier" in name else rest).append(parameter)
        self.optimizer = torch.optim.AdamW(
            [
                {"params": rest, "lr": self._recipe.learning_rate},
                {"params": head, "lr": self._recipe.head_learning_rate},
            ],
            weight_decay=0.01,
        )
        return self.optimizer


def make_trainer(
    network: PeftModel,
    tokenizer: PreTrainedTokenizerBase,
    rows: Sequence[Mapping[str, Any]],
    recipe: Recipe,
    scratch: Path,
) -> Trainer:
    """Make the trainer of one run; batches hold passages of like length."""
    steps = recipe.epochs * -(-len(rows) // recipe.batch_size)
    arguments = TrainingArguments(
        output_dir=str(scratch),
        num_train_epochs=recipe.epochs,
        per_device_train_batch_size=recipe.batch_size,
        learning_rate=recipe.learning_rate,
        lr_scheduler_type="linear",
        warmup_steps=int(recipe.warmup_share * steps),
        train_sampling_strategy="group_by_length",
        bf16=has_fast_bfloat16(),
        use_cpu=not torch.cuda.is_available(),
        seed=recipe.seed,
        data_seed=recipe.seed,
        save_strategy="no",
        report_to="none",
        logging_steps=20,
        remove_unused_columns=False,
    )
    return WeightedTrainer(
        recipe=recipe,
        model=network,
        args=arguments,
        train_dataset=Dataset.from_list([dict(row) for row in rows]),
        data_collator=DataCollatorWithPadding(tokenizer),
    )
