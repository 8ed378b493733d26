"""The Hugging Face trainer with our loss: weighted passages, weighted voiced labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from datasets import Dataset
from peft import PeftModel
from transformers import (
    DataCollatorWithPadding,
    EarlyStoppingCallback,
    PreTrainedTokenizerBase,
    PrinterCallback,
    Trainer,
    TrainerCallback,
    TrainingArguments,
)

from stanceline.frame.precision import has_fast_bfloat16
from stanceline.train.recipe import Recipe

if TYPE_CHECKING:
    from stanceline.train.voices import VoiceRecipe


class StepCallback(TrainerCallback):
    """Tells every optimiser step to whoever listens."""

    def __init__(self, on_step: Callable[[], None]) -> None:
        self._on_step = on_step

    def on_step_end(self, *_: Any, **__: Any) -> None:  # noqa: ANN401 - the trainer's own signature
        """Pass the step on."""
        self._on_step()


class WeightedTrainer(Trainer):
    """Cross-entropy with a weight a passage: binary a label, or over all where they exclude."""

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
        loss = self._losses(outputs.logits.float(), inputs["labels"].float())
        loss = (loss * inputs["weight"].float()).mean()
        return (loss, outputs) if return_outputs else loss

    def _losses(self, logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        if self.model.config.problem_type == "single_label_classification":
            return torch.nn.functional.cross_entropy(logits, targets, reduction="none")
        return torch.nn.functional.binary_cross_entropy_with_logits(
            logits,
            targets,
            reduction="none",
            pos_weight=torch.tensor(self._recipe.voiced_weight),
        ).mean(dim=1)

    def create_optimizer(self, *_: Any) -> torch.optim.Optimizer:  # noqa: ANN401
        """Let the head learn faster than the adapters."""
        head: list[torch.nn.Parameter] = []
        rest: list[torch.nn.Parameter] = []
        for name, parameter in self.model.named_parameters():
            if parameter.requires_grad:
                is_head = "classifier" in name or "pooler" in name
                (head if is_head else rest).append(parameter)
        self.optimizer = torch.optim.AdamW(
            [
                {"params": rest, "lr": self._recipe.learning_rate},
                {"params": head, "lr": self._recipe.head_learning_rate},
            ],
            weight_decay=0.01,
        )
        return self.optimizer


def make_arguments(
    recipe: Recipe | VoiceRecipe,
    scratch: Path,
    *,
    stops_early: bool,
    **own: Any,  # noqa: ANN401 - arguments of the trainer
) -> TrainingArguments:
    """Say how to train: what every training of ours shares, and what is one's ``own``."""
    when = "epoch" if stops_early else "no"
    return TrainingArguments(
        output_dir=str(scratch),
        num_train_epochs=recipe.epochs,
        per_device_train_batch_size=recipe.batch_size,
        learning_rate=recipe.learning_rate,
        lr_scheduler_type="linear",
        train_sampling_strategy="group_by_length",
        use_cpu=not torch.cuda.is_available(),
        bf16=has_fast_bfloat16(),
        seed=recipe.seed,
        data_seed=recipe.seed,
        eval_strategy=when,
        save_strategy=when,
        save_total_limit=2,
        load_best_model_at_end=stops_early,
        metric_for_best_model="eval_loss" if stops_early else None,
        greater_is_better=False,
        disable_tqdm=True,
        report_to="none",
        logging_strategy="no",
        remove_unused_columns=False,
        **own,
    )


def keep_quiet(trainer: Trainer) -> None:
    """Take away what prints to stdout, where data goes."""
    trainer.remove_callback(PrinterCallback)


def _dataset(rows: Sequence[Mapping[str, Any]]) -> Dataset:
    return Dataset.from_list([dict(row) for row in rows])


def make_trainer(
    network: PeftModel,
    tokenizer: PreTrainedTokenizerBase,
    rows: Sequence[Mapping[str, Any]],
    recipe: Recipe,
    scratch: Path,
    *,
    held: Sequence[Mapping[str, Any]] | None = None,
    on_step: Callable[[], None] = lambda: None,
) -> Trainer:
    """Make the trainer of one run; batches hold passages of like length.

    With ``held`` rows it stops early and ends with the best epoch's weights.
    """
    steps = recipe.epochs * -(-len(rows) // recipe.batch_size)
    arguments = make_arguments(
        recipe,
        scratch,
        stops_early=bool(held),
        warmup_steps=int(recipe.warmup_share * steps),
        label_names=["labels"],
    )
    trainer = WeightedTrainer(
        recipe=recipe,
        model=network,
        args=arguments,
        train_dataset=_dataset(rows),
        eval_dataset=_dataset(held) if held else None,
        callbacks=[StepCallback(on_step), *([EarlyStoppingCallback(1)] if held else [])],
        data_collator=DataCollatorWithPadding(tokenizer),
    )
    keep_quiet(trainer)
    return trainer
