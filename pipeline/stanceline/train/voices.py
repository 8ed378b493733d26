"""Training of a voices model: a token classifier on a backbone, stopped early, with a card."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from stanceline.errors import LabelError
from stanceline.extract.tagged_voices import (
    LABELS,
    MAX_TOKENS,
    ROLES,
    RoleSpan,
    VoiceTagger,
    load_tagger,
    most_pieces,
    read_bio,
)
from stanceline.store.atomic import replace_text
from stanceline.train.voice_examples import VoiceExample

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

# What the loss passes over: all but the first piece of a word.
_UNLABELLED = -100


class VoiceRecipe(BaseModel):
    """How a voices model is trained; the defaults are those of BERT on PolNeAR (CofeNet)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base: str = "minilm"
    epochs: int = Field(default=6, ge=1)
    batch_size: int = Field(default=15, ge=1)
    learning_rate: float = Field(default=5e-5, gt=0)
    frozen_layers: int = Field(default=0, ge=0, description="lowest layers that do not learn")
    seed: int = 0


def train_voices(
    examples: Sequence[VoiceExample],
    held: Sequence[VoiceExample],
    out: Path,
    recipe: VoiceRecipe,
    *,
    on_step: Callable[[], None] = lambda: None,
) -> dict[str, Any]:
    """Train on examples until the loss on ``held`` rises; write a model directory, say how good.

    Steps are saved beside ``out``: a training that was killed goes on at its last epoch.

    Raises:
        LabelError: there is nothing to learn, or nothing to stop by.
        UnknownNameError: the base is no backbone and no folder.

    """
    if not held or all(set(example.labels) == {"O"} for example in examples):
        raise LabelError("annotated sentences are needed, and held-back ones to stop by")
    scratch = out.parent / f".{out.name}.training"
    epochs = _fit(examples, held, out, scratch, recipe, on_step)
    measured = measure_tagger(load_tagger(out), held)
    facts = {
        "recipe": recipe.model_dump(),
        "examples": len(examples),
        "held_back": len(held),
        "epochs": epochs,
        "f1_on_held_back": measured,
    }
    replace_text(json.dumps(facts, indent=2) + "\n", out / "voices.json")
    replace_text(make_voices_card(out.name, facts), out / "README.md")
    shutil.rmtree(scratch, ignore_errors=True)
    return facts


def _fit(
    examples: Sequence[VoiceExample],
    held: Sequence[VoiceExample],
    out: Path,
    scratch: Path,
    recipe: VoiceRecipe,
    on_step: Callable[[], None],
) -> float:
    from transformers import AutoModelForTokenClassification, AutoTokenizer, set_seed
    from transformers.trainer_utils import get_last_checkpoint

    from stanceline.frame.quiet import quiet_loading
    from stanceline.train.embedding import find_base
    from stanceline.train.voice_trainer import make_voice_trainer

    set_seed(recipe.seed)
    folder = find_base(recipe.base)
    tokenizer = AutoTokenizer.from_pretrained(folder, add_prefix_space=True)
    with quiet_loading():
        network = AutoModelForTokenClassification.from_pretrained(
            folder,
            use_safetensors=True,
            id2label=dict(enumerate(LABELS)),
            label2id={label: i for i, label in enumerate(LABELS)},
            ignore_mismatched_sizes=True,
        )
    for layer in network.base_model.encoder.layer[: recipe.frozen_layers]:
        layer.requires_grad_(requires_grad=False)
    longest = most_pieces(network.config.max_position_embeddings)
    trainer = make_voice_trainer(
        network,
        tokenizer,
        [encode_example(tokenizer, example, max_length=longest) for example in examples],
        [encode_example(tokenizer, example, max_length=longest) for example in held],
        recipe,
        scratch,
        on_step=on_step,
    )
    last = get_last_checkpoint(str(scratch)) if scratch.is_dir() else None
    trainer.train(resume_from_checkpoint=last)
    trainer.model.save_pretrained(out)
    tokenizer.save_pretrained(out)
    return float(trainer.state.epoch)


def encode_example(
    tokenizer: PreTrainedTokenizerBase, example: VoiceExample, *, max_length: int = MAX_TOKENS
) -> dict[str, Any]:
    """Turn a sentence into ids and labels: the first piece of a word carries its label."""
    encoded = tokenizer(
        list(example.tokens), is_split_into_words=True, truncation=True, max_length=max_length
    )
    numbers = {label: i for i, label in enumerate(LABELS)}
    labels, previous = [], None
    for word in encoded.word_ids():
        is_first = word is not None and word != previous
        labels.append(numbers[example.labels[word]] if is_first else _UNLABELLED)
        previous = word
    return {"input_ids": encoded["input_ids"], "labels": labels}


def measure_tagger(
    tagger: VoiceTagger, examples: Sequence[VoiceExample]
) -> dict[str, dict[str, float]]:
    """Return exact and begin-match span F1 a role, from 0 to 100."""
    found = tagger.tag([example.tokens for example in examples])
    gold = [list(read_bio(example.labels)) for example in examples]
    return score_spans(gold, found)


def score_spans(
    gold: Iterable[Sequence[RoleSpan]], found: Iterable[Sequence[RoleSpan]]
) -> dict[str, dict[str, float]]:
    """Score spans sentence by sentence: both ends right (exact), or the first word (begin).

    >>> one = [RoleSpan("cue", 3, 5)]
    >>> score_spans([one], [[RoleSpan("cue", 3, 4)]])["cue"]
    {'exact_f1': 0.0, 'begin_f1': 100.0}
    """
    tally: Counter[tuple[str, str]] = Counter()
    for wanted, given in zip(gold, found, strict=True):
        for role in ROLES:
            right = {(s.start, s.end) for s in wanted if s.role == role}
            ours = {(s.start, s.end) for s in given if s.role == role}
            begun = {start for start, _ in right} & {start for start, _ in ours}
            tally[role, "exact"] += len(right & ours)
            tally[role, "begin"] += len(begun)
            tally[role, "all"] += len(right) + len(ours)
    return {
        role: {
            f"{how}_f1": round(200 * tally[role, how] / max(1, tally[role, "all"]), 1)
            for how in ("exact", "begin")
        }
        for role in ROLES
    }


def make_voices_card(name: str, facts: dict[str, Any]) -> str:
    """Return the card of a voices model: what it was made of and how good it is."""
    rows = "\n".join(
        f"| {role} | {scores['exact_f1']} | {scores['begin_f1']} |"
        for role, scores in facts["f1_on_held_back"].items()
    )
    recipe = ", ".join(f"{key} {value}" for key, value in facts["recipe"].items())
    return (
        "---\nlanguage: en\npipeline_tag: token-classification\nlibrary_name: transformers\n---\n"
        f"# {name}\n\nFinds who says what in news: the words of a source, a cue and a content "
        "(BIO labels). Made by `stanceline train --task voices`.\n\n"
        f"Trained on {facts['examples']} annotated sentences, stopped by {facts['held_back']} "
        f"held back; {facts['epochs']:g} epochs. Recipe: {recipe}.\n\n"
        "Span F1 on the sentences held back, which chose the epoch and so flatter it:\n\n"
        f"| role | both ends right | first word right |\n|---|---|---|\n{rows}\n\n"
        "Use: `extract.voices_model` in the settings, or `transformers`. It reads a sentence at a "
        "time, to 256 pieces; who a source is, it does not say.\n"
    )
