"""Equality with the reference implementations of each primitive."""

import numpy as np
import pytest
from series_tables import PROBABILITIES, corpus, label
from sklearn.base import BaseEstimator, ClassifierMixin

from stanceline.series.error_model import NET, Sample, confuse
from stanceline.series.estimate import estimate_series
from stanceline.series.smoother import smooth


def unit_sample(scores, true_class) -> Sample:
    zeros = np.zeros(len(true_class), dtype=int)
    return Sample(
        scores=scores, true_class=true_class, weight=np.ones(len(true_class)),
        stratum=zeros, block=zeros, n_blocks=1,
    )  # fmt: skip


class PassThrough(ClassifierMixin, BaseEstimator):
    """A classifier for QuaPy whose inputs are its outputs."""

    def __init__(self):
        self.classes_ = np.array([0, 1, 2])

    def fit(self, scores, labels):
        return self

    def predict_proba(self, scores):
        return scores


def test_prevalence_equals_the_pacc_of_quapy():
    from quapy.method.aggregative import PACC

    table = corpus(weeks=20)
    scores, truth = table[PROBABILITIES].to_numpy(), table["true_class"].to_numpy()
    ours = np.linalg.inv(confuse(unit_sample(scores[:300], truth[:300]), NET)) @ NET.fold_scores(
        scores
    ).mean(axis=0)
    folded = NET.fold_scores(scores)
    pacc = PACC(
        PassThrough(), fit_classifier=False, val_split=None, solver="exact-raise", norm=None
    )
    theirs = pacc.fit(folded[:300], NET.merge[truth[:300]]).predict(folded)
    np.testing.assert_allclose(ours, theirs, atol=1e-8)


def test_window_equals_the_difference_estimator_of_ppi_python():
    from ppi_py import ppi_mean_pointestimate

    # One story a passage, so that every passage weighs the same in its only period.
    table = corpus(weeks=1, stories=300, first="2024-01-01")
    table["story_id"] = table["article_id"] = table["passage_id"]
    labels = label(table, share=0.5)
    result = estimate_series(table, labels, period="month")
    read = table["passage_id"].isin(labels["passage_id"])
    f = (table["p_premium"] - table["p_capitulation"]).to_numpy()
    s = (table["true_class"] == 1).to_numpy(float) - (table["true_class"] == 2).to_numpy(float)
    theirs = ppi_mean_pointestimate(s[read], f[read], f, lam=1.0)
    from stanceline.series.contrasts import estimate_from_labels

    ours = estimate_from_labels(result.line(), np.array([True]))
    assert ours.value == pytest.approx(float(np.squeeze(theirs)), abs=1e-10)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_smoother_equals_the_local_level_of_statsmodels(seed):
    import statsmodels.api as sm

    random = np.random.default_rng(seed)
    noise = random.uniform(0.01, 0.05, 80)
    seen = np.cumsum(random.normal(0, 0.05, 80)) + random.normal(0, np.sqrt(noise))
    seen[[10, 11, 40]] = np.nan
    model = sm.tsa.UnobservedComponents(seen, level="rwalk")
    model.ssm["obs_cov"] = noise[None, None, :]
    theirs = model.fit(disp=0)
    # A shock is never kept at this ratio: statsmodels has none.
    ours = smooth(seen, noise, shock_ratio=np.inf)
    np.testing.assert_allclose(ours.mean, theirs.level.smoothed, atol=1e-4)
    np.testing.assert_allclose(ours.variance, theirs.level.smoothed_cov, atol=1e-4)
