"""Folds for cross-validation: what belongs together is never on both sides.

By default the finest unit there is: stories, else outlets, else every text by itself. By time, the
folds are stretches of it. The same text twice is always one unit, whatever its columns say.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stanceline.errors import LabelError
from stanceline.train.examples import Example
from stanceline.train.training_set import TrainingSet

GROUPINGS = ("auto", "story", "outlet", "time", "none")


def choose_grouping(examples: Sequence[Example], wanted: str) -> str:
    """Return what folds are grouped by.

    Raises:
        LabelError: the wanted column is missing or holds one value only.

    """
    if wanted not in GROUPINGS:
        raise LabelError(f"no grouping {wanted!r}; known: {', '.join(GROUPINGS)}")
    if wanted == "auto":
        known = [role for role in ("story", "outlet") if _distinct(examples, role) > 1]
        return known[0] if known else "none"
    if wanted != "none" and _distinct(examples, wanted) < 2:
        raise LabelError(
            f"cannot group by {wanted}: it has {_distinct(examples, wanted)} values; name the "
            f"column with --column {wanted}=NAME, or take --group-by none"
        )
    return wanted


def _distinct(examples: Sequence[Example], role: str) -> int:
    return len({value for example in examples if (value := getattr(example, role))})


def make_groups(examples: Sequence[Example], grouping: str) -> list[str]:
    """Return the unit of every example; a text that occurs twice joins the units it occurs in."""
    if grouping in {"none", "time"}:
        return [_same(example.text) for example in examples]
    named = [getattr(example, grouping) or _same(example.text) for example in examples]
    leader: dict[str, str] = {}
    first_of: dict[str, str] = {}
    for name, example in zip(named, examples, strict=True):
        other = first_of.setdefault(_same(example.text), name)
        leader[_find(leader, name)] = _find(leader, other)
    return [_find(leader, name) for name in named]


def _same(text: str) -> str:
    return "text:" + " ".join(text.casefold().split())


def _find(leader: dict[str, str], name: str) -> str:
    while (other := leader.setdefault(name, name)) != name:
        name = other
    return name


def make_folds(
    examples: Sequence[Example], data: TrainingSet, *, grouping: str, folds: int, seed: int
) -> np.ndarray:
    """Return the fold of every example: (n,).

    Raises:
        LabelError: there are fewer units than folds.

    """
    groups = make_groups(examples, grouping)
    if (units := len(set(groups))) < folds:
        raise LabelError(
            f"{folds} folds need as many units, but by {grouping} there are {units}; "
            "take fewer --folds or another --group-by"
        )
    if grouping == "time":
        return _time_folds(examples, groups, folds)
    from sklearn.model_selection import StratifiedGroupKFold

    splitter = StratifiedGroupKFold(n_splits=folds, shuffle=True, random_state=seed)
    fold_of = np.zeros(len(examples), dtype=int)
    for fold, (_, test) in enumerate(splitter.split(np.zeros(len(groups)), data.classes, groups)):
        fold_of[test] = fold
    return fold_of


def _time_folds(examples: Sequence[Example], groups: Sequence[str], folds: int) -> np.ndarray:
    """Cut the sorted times into stretches; a text that occurs twice stands at its first time."""
    first: dict[str, str] = {}
    for example, group in zip(examples, groups, strict=True):
        first[group] = min(first.get(group, example.time), example.time)
    order = sorted(first, key=lambda group: (first[group], group))
    fold_of = {group: index * folds // len(order) for index, group in enumerate(order)}
    return np.array([fold_of[group] for group in groups])


def hold_back(groups: Sequence[str], *, share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Split indices by unit into those to learn from and those to watch."""
    units = sorted(set(groups))
    random = np.random.default_rng(seed)
    chosen = set(random.permutation(len(units))[: max(1, round(share * len(units)))])
    held_units = {unit for index, unit in enumerate(units) if index in chosen}
    is_held = np.array([group in held_units for group in groups])
    return np.flatnonzero(~is_held), np.flatnonzero(is_held)
