"""Draw passages for an audit, each with a known probability, no two of one story.

Two phases (Saerndal, Swensson & Wretman 1992, ch. 9). First every story puts forward one of its
passages, with probability in proportion to how much its stratum is wanted; then each stratum is
sampled at random among those put forward, equally for every stratum. A passage's probability is
the product of both, and sums weighted by its inverse are unbiased.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stanceline.errors import LabelError
from stanceline.label.population import Population


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditSample:
    """Drawn passages. ``chosen``: (n,) places in the population; ``pi``: (n,) probabilities."""

    chosen: np.ndarray
    pi: np.ndarray
    stratum: np.ndarray
    coders: np.ndarray

    @property
    def design_effect(self) -> float:
        """How much unequal probabilities cost: the variance of a weighted mean, over equal ones."""
        weights = 1.0 / self.pi
        return float(len(weights) * (weights**2).sum() / weights.sum() ** 2)


def draw_audit(
    population: Population,
    *,
    size: int,
    seed: int = 0,
    double_share: float = 0.2,
    per_story: int = 1,
) -> AuditSample:
    """Draw ``size`` passages of known quarter; ``double_share`` of them are for two coders.

    Where stories are few, ``per_story`` above 1 deals each story's passages at random into that
    many parts, and every part puts one forward.

    Raises:
        LabelError: there are more strata than labels to give, or too few stories.

    """
    random = np.random.default_rng(seed)
    strata, code = np.unique(population.stratum.astype(str), return_inverse=True)
    if size < len(strata):
        raise LabelError(
            f"{size} labels for {len(strata)} strata (quarter by predicted class); "
            f"at least {len(strata)}, better {25 * len(strata)}, or fewer quarters with --quarter"
        )
    wanted = np.minimum(1.0, size / len(strata) / np.bincount(code))[code]
    story = _deal(population.story.astype(str), per_story, random)
    forward = _put_forward(story, wanted, random)
    first = wanted[forward] / np.bincount(story, weights=wanted)[story[forward]]
    counts = _allocate(np.bincount(code[forward], minlength=len(strata)), size)
    places, second = _sample_strata(code[forward], counts, random)
    chosen = forward[places]
    doubled = random.permutation(len(chosen)) < round(double_share * len(chosen))
    order = random.permutation(len(chosen))
    return AuditSample(
        chosen=chosen[order],
        pi=(first[places] * second)[order],
        stratum=strata[code[chosen]][order],
        coders=np.where(doubled, 2, 1)[order],
    )


def _deal(story: np.ndarray, parts: int, random: np.random.Generator) -> np.ndarray:
    """Deal each story's passages at random into ``parts``; return the part of every passage."""
    _, code = np.unique(story, return_inverse=True)
    order = np.lexsort((random.random(len(code)), code))
    starts = np.flatnonzero(np.diff(code[order], prepend=-1) != 0)
    rank = np.empty(len(code), dtype=int)
    rank[order] = np.arange(len(code)) - np.repeat(starts, np.bincount(code))
    _, dealt = np.unique(code * parts + rank % parts, return_inverse=True)
    return dealt


def _put_forward(story: np.ndarray, wanted: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Choose one place a story, in proportion to ``wanted``: the first of exponential clocks."""
    clock = random.exponential(size=len(story)) / wanted
    order = np.lexsort((clock, story))
    is_first = np.diff(story[order], prepend=-1) != 0
    first: np.ndarray = np.sort(order[is_first])
    return first


def _allocate(available: np.ndarray, size: int) -> np.ndarray:
    """Share ``size`` equally among strata, none getting more than it has; what is left goes on.

    >>> _allocate(np.array([2, 50, 50]), 30).tolist()
    [2, 14, 14]
    """
    counts = np.zeros_like(available)
    for _ in range(len(available)):
        is_open = counts < available
        left = size - int(counts.sum())
        if not left or not is_open.any():
            break
        share = np.full(int(is_open.sum()), left // int(is_open.sum()))
        share[: left % len(share)] += 1
        counts[is_open] = np.minimum(counts[is_open] + share, available[is_open])
    return counts


def _sample_strata(
    code: np.ndarray, counts: np.ndarray, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Sample each stratum at random; return the places and the probability of each."""
    places, shares = [], []
    for stratum, count in enumerate(counts):
        members = np.flatnonzero(code == stratum)
        places.append(random.choice(members, size=int(count), replace=False))
        shares.append(np.full(int(count), count / max(1, len(members))))
    return np.concatenate(places).astype(int), np.concatenate(shares)
