"""What may be said of a point, in one word; the gravest that applies."""

from __future__ import annotations

from enum import StrEnum

import numpy as np


class Status(StrEnum):
    """The status of a point of the series, gravest first."""

    NO_DATA = "no_data"
    ERROR_MODEL_UNUSABLE = "error_model_unusable"
    TOO_FEW_STORIES = "too_few_stories"
    NO_LABELS_NEARBY = "no_labels_nearby"
    UNCORRECTED = "uncorrected"
    RAW_SUPPRESSED = "raw_suppressed"
    POOLED_ERROR_MODEL = "pooled_error_model"
    OK = "ok"


class Flag(StrEnum):
    """What is said of a whole run or of a contrast."""

    CLASSIFIER_DRIFT = "classifier_drift"
    UNDATED_HIGH = "undated_high"
    NET_OUTSIDE_BOUNDS = "net_outside_bounds"
    CODERS_DISAGREE = "coders_disagree"
    MODEL_VS_LABELS_DISAGREE = "model_vs_labels_disagree"
    TOO_FEW_LABELS = "too_few_labels"
    ERROR_MODEL_UNUSABLE = "error_model_unusable"


def choose_statuses(conditions: list[tuple[Status, np.ndarray]], *, size: int) -> list[Status]:
    """Choose the first status whose condition (t,) holds, period by period; ``ok`` otherwise."""
    chosen = np.full(size, len(conditions))
    for place in range(len(conditions) - 1, -1, -1):
        chosen = np.where(conditions[place][1], place, chosen)
    names = [status for status, _ in conditions] + [Status.OK]
    return [names[place] for place in chosen]
