"""What the estimator can be told, with the defaults that were measured."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Panel = Literal["all", "fixed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimatorSettings:
    """Thresholds and priors of the estimator; docs/methods.md says where each comes from."""

    alpha: float = 0.05
    # Classifier drift between quarters: a spike at none, else a half-normal step (stance points).
    drift_scale: float = 0.10
    drift_spike: float = 0.3
    prior_df: float = 20.0
    min_eff_raw: float = 10.0
    min_labels_class: int = 30
    max_condition: float = 10.0
    max_gap: int = 4
    min_pooled_df: float = 20.0
    # Twice the gain in log likelihood that a one-period shock must bring (chi-square 1, 10%).
    shock_likelihood_ratio: float = 2.71
    max_blocks_from_labels: int = 2
    drift_flag: float = 0.01
    undated_flag: float = 0.10
    min_labels_window: int = 20
    advised_labels_window: int = 75
    min_labels_group: int = 50
    max_disagreement_se: float = 2.6
    panel: Panel = "all"
    panel_presence: float = 0.9
    permutations: int = 999
    permutation_seed: int = 0

    def as_plain(self) -> dict[str, Any]:
        """Return the settings as plain data."""
        return asdict(self)


DEFAULTS = EstimatorSettings()
