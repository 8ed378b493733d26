"""A score: how likely each pole is voiced in a passage."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from stanceline.records.passage import Passage


class Frame(StrEnum):
    """The two poles of the codebook; each is a yes/no of its own."""

    PREMIUM_FOR_SECURITY = "premium_for_security"
    ECONOMIC_CAPITULATION = "economic_capitulation"


class Label(StrEnum):
    """What a passage voices: one pole, both, or neither."""

    PREMIUM_FOR_SECURITY = "premium_for_security"
    ECONOMIC_CAPITULATION = "economic_capitulation"
    BOTH = "both"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pole:
    """One side of a debate, as its codebook has it; a codebook may leave out all but the id."""

    id: str
    title: str = ""
    definition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameScore:
    """How likely each pole is voiced in a passage: two calibrated, independent probabilities.

    ``first_label`` is what a smaller model said of the passage before this one was asked.
    """

    passage: Passage
    p_premium_for_security: float
    p_economic_capitulation: float
    label: Label
    tokens: int
    tokens_read: int
    model: str
    model_sha256: str
    first_label: Label | None = None

    def __post_init__(self) -> None:
        for name in ("p_premium_for_security", "p_economic_capitulation"):
            value = getattr(self, name)
            if not 0.0 <= value <= 1.0:
                raise ValueError(f"{name} must be in [0, 1], got {value}")

    @property
    def p_both(self) -> float:
        """Probability that both poles are voiced, the heads being independent."""
        return self.p_premium_for_security * self.p_economic_capitulation

    @property
    def p_premium(self) -> float:
        """Probability of premium for security alone."""
        return self.p_premium_for_security - self.p_both

    @property
    def p_capitulation(self) -> float:
        """Probability of economic capitulation alone."""
        return self.p_economic_capitulation - self.p_both

    @property
    def p_neither(self) -> float:
        """Probability that neither pole is voiced."""
        return (1.0 - self.p_premium_for_security) * (1.0 - self.p_economic_capitulation)

    @property
    def stance(self) -> float:
        """Premium minus capitulation, from -1 to 1."""
        return self.p_premium_for_security - self.p_economic_capitulation
