import numpy as np
import pytest

from stanceline.label.coefficients import (
    cohen_kappa,
    estimate_agreement,
    fleiss_kappa,
    krippendorff_alpha,
)

# Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", sections A, B and C, published
# to three decimals (.095, .692, .743); more follow from the coincidence counts printed there.
BINARY = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
LETTERS = ["aabbdcccedda", "babbbccceddd"]
# Fleiss 1971, "Measuring nominal scale agreement among many raters", table 1: thirty patients,
# six psychiatrists, five diagnoses; kappa .430.
FLEISS = """
    00060 03003 01401 00006 03030 20400 00402 20310 20040 00006
    10050 11040 03300 10050 02031 00501 30012 51000 02040 10203
    00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
"""


def columns(*coders) -> np.ndarray:
    return np.array(coders).T


def spread(counts: str) -> list[int]:
    return [category for category, count in enumerate(counts) for _ in range(int(count))]


def test_alpha_of_krippendorffs_binary_example():
    assert krippendorff_alpha(columns(*BINARY)) == pytest.approx(1 - 19 * 4 / (14 * 6), abs=5e-5)


def test_alpha_of_krippendorffs_nominal_example():
    table = columns(*([ord(letter) for letter in coder] for coder in LETTERS))
    assert krippendorff_alpha(table) == pytest.approx((23 * 18 - 104) / (24 * 23 - 104), abs=5e-5)


def test_alpha_of_krippendorffs_example_with_missing_values():
    coders = (
        [1, 2, 3, 3, 2, 1, 4, 1, 2, -1, -1, -1],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, -1, 3],
        [-1, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, -1],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, -1],
    )
    assert krippendorff_alpha(columns(*coders)) == pytest.approx(0.7434, abs=5e-5)


def test_kappa_of_fleiss_example():
    assert fleiss_kappa(np.array([spread(row) for row in FLEISS.split()])) == pytest.approx(
        0.4302, abs=5e-5
    )


def test_kappa_of_cohens_example():
    # Cohen 1960, table 1: 200 patients, observed .70, expected .41.
    counts = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    pairs = [(i, j) for i in range(3) for j in range(3) for _ in range(counts[i, j])]
    assert cohen_kappa(np.array(pairs)) == pytest.approx(0.4915, abs=5e-5)


@pytest.mark.parametrize("coefficient", [krippendorff_alpha, fleiss_kappa, cohen_kappa])
def test_agreement_on_one_label_alone_is_not_defined(coefficient):
    assert np.isnan(coefficient(np.zeros((8, 2), dtype=int)))


@pytest.mark.parametrize("coefficient", [krippendorff_alpha, fleiss_kappa, cohen_kappa])
def test_agreement_of_nobody_with_nobody_is_not_defined(coefficient):
    assert np.isnan(coefficient(np.array([[0, -1], [-1, 1]])))


def test_passages_of_one_story_do_not_make_an_interval_narrow():
    random = np.random.default_rng(0)
    stories = random.integers(0, 2, size=(30, 1)) * np.ones((30, 10), dtype=int)
    disagree = np.repeat(random.random((30, 1)) < 0.2, 10, axis=1)
    table = columns(stories.ravel(), np.where(disagree, 1 - stories, stories).ravel())
    clustered = estimate_agreement(krippendorff_alpha, table, np.repeat(np.arange(30), 10))
    alone = estimate_agreement(krippendorff_alpha, table, np.arange(300))
    assert clustered.high - clustered.low > 2 * (alone.high - alone.low)


def test_an_interval_holds_its_value():
    table = columns(*BINARY)
    found = estimate_agreement(krippendorff_alpha, table, np.arange(10))
    assert found.low <= found.value <= found.high
    assert found.units == 10
