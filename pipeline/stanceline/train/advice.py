"""Are these labels enough? Counts, a refusal where nothing can be learnt, advice beyond."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from stanceline.errors import LabelError
from stanceline.train.training_set import TrainingSet

# Below these a label cannot be both learnt and measured: two examples a fold on either side.
_A_FOLD = 2
# A rule of thumb for where to stop worrying; the learning curve of the labels themselves decides.
_COMFORTABLE = 150
# A class this many times rarer than the largest is learnt late.
_IMBALANCE = 10


def count_labels(data: TrainingSet) -> dict[str, int]:
    """Count the texts that have each label."""
    counts = (data.targets > 0.5).sum(axis=0)
    return {label: int(n) for label, n in zip(data.labels, counts, strict=True)}


def require_enough(data: TrainingSet, *, folds: int) -> None:
    """Refuse labels that too few texts have, or too few lack.

    Raises:
        LabelError: names every such label, what it has, and what it would need.

    """
    needed = _A_FOLD * folds
    short = []
    for label, count in count_labels(data).items():
        if count < needed:
            short.append(f"{label} has {count}")
        elif len(data) - count < needed:
            short.append(f"only {len(data) - count} texts are without {label}")
    if short:
        raise LabelError(
            f"too few labels for {folds} folds: {'; '.join(short)}; at least {needed} are needed "
            f"with each label and without it. Label more texts, or join labels in the codebook"
        )


def advise(data: TrainingSet, curve: Sequence[tuple[int, float]]) -> list[str]:
    """Say in plain sentences what more labels would be worth, and where."""
    advice = [
        f"'{label}' has {count} texts; {_COMFORTABLE} make its numbers steadier."
        for label, count in count_labels(data).items()
        if count < _COMFORTABLE
    ]
    sizes = Counter(data.classes)
    largest, most = sizes.most_common(1)[0]
    advice += [
        f"'{name}' is {most / count:.0f} times rarer than '{largest}': label where it occurs."
        for name, count in sizes.items()
        if most >= _IMBALANCE * count
    ]
    if len(curve) >= 2:
        (n_before, before), (n_after, after) = curve[-2], curve[-1]
        gain = after - before
        advice.append(
            f"From {n_before} to {n_after} texts a linear head on frozen features went "
            f"{'up' if gain >= 0 else 'down'} {abs(gain):.3f} macro-F1: "
            + ("more labels will help." if gain > 0.01 else "more of the same helps little.")
        )
    return advice


def warn_of_baselines(table: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Say which baselines the model does not beat, and which are better for certain."""
    warnings = []
    for name, row in table.items():
        if "model_minus_this" not in row or row["model_minus_this"]["low"] > 0:
            continue
        verdict = "is better than" if row["model_minus_this"]["high"] < 0 else "may be as good as"
        warnings.append(f"The baseline '{name}' {verdict} this model on these labels.")
    return warnings
