"""Wrong estimators that the acceptance test must catch: each leaves one step out."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import numpy as np

from stanceline.series.error_model import Correction
from stanceline.series.estimate import SeriesResult, estimate_series
from stanceline.series.settings import EstimatorSettings
from stanceline.series.simulator import Scenario, Simulation
from stanceline.series.trials import estimate

NO_DRIFT = EstimatorSettings(drift_scale=0.0, drift_spike=1.0)


def passages_as_clusters(simulation: Simulation, scenario: Scenario) -> SeriesResult:
    """Take passages of one story for independent."""
    alone = simulation.passages.assign(story_id=simulation.passages["passage_id"])
    return estimate(replace(simulation, passages=alone), scenario)


def no_classifier_error(simulation: Simulation, scenario: Scenario) -> SeriesResult:
    """Leave the classifier's own error out of every band, and of contrasts asked for later."""
    with patch.object(Correction, "variance", lambda _, exposure: np.zeros(exposure.shape[:-2])):
        result = estimate(simulation, scenario)
    for line in result.lines:
        none = np.zeros_like(line.correction.covariance)
        object.__setattr__(line.correction, "covariance", none)
    return result


def no_inclusion_weights(simulation: Simulation, scenario: Scenario) -> SeriesResult:
    """Take the labels for a simple random sample."""
    return estimate(replace(simulation, labels=simulation.labels.assign(pi=1.0)), scenario)


def no_drift(simulation: Simulation, scenario: Scenario) -> SeriesResult:
    """Take the classifier for the same in all quarters."""
    return estimate_series(
        simulation.passages, simulation.labels, period=scenario.period, settings=NO_DRIFT
    )


def every_copy_counts(simulation: Simulation, scenario: Scenario) -> SeriesResult:
    """Count copies of a story one by one, each article a cluster."""
    apart = simulation.passages.assign(story_id=simulation.passages["article_id"])
    return estimate(replace(simulation, passages=apart), scenario, weights="exposure")


MUTATIONS = {
    "passages as clusters": passages_as_clusters,
    "classifier error dropped": no_classifier_error,
    "1/pi ignored": no_inclusion_weights,
    "drift term off": no_drift,
    "1/k ignored": every_copy_counts,
}
