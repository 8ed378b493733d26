import numpy as np
import pytest

from stanceline.errors import LabelError
from stanceline.label.audit import draw_audit
from stanceline.label.population import Population
from stanceline.records import Label


def make_population(stories: int = 120, *, seed: int = 0) -> Population:
    """Make stories of 1 to 12 passages in two quarters, premium being rare."""
    random = np.random.default_rng(seed)
    sizes = random.integers(1, 13, size=stories)
    story = np.repeat([f"s{n}" for n in range(stories)], sizes).astype(object)
    count = len(story)
    names = [str(label) for label in Label]
    return Population(
        passage_id=np.array([f"p{n}" for n in range(count)], dtype=object),
        story=story,
        label=random.choice(np.array(names, dtype=object), p=[0.05, 0.2, 0.05, 0.7], size=count),
        quarter=np.repeat(np.where(np.arange(stories) % 2, "2025Q3", "2025Q4"), sizes).astype(
            object
        ),
        probabilities=random.dirichlet(np.ones(4), size=count),
    )


def test_no_two_passages_are_of_one_story():
    population = make_population()
    drawn = draw_audit(population, size=90)
    assert len(set(population.story[drawn.chosen])) == len(drawn.chosen) == 90


def test_strata_get_equal_numbers_whatever_their_size():
    drawn = draw_audit(make_population(400), size=60)
    _, counts = np.unique(drawn.stratum, return_counts=True)
    assert counts.tolist() == [10] * 6


def test_sums_weighted_by_inverse_probability_are_unbiased():
    population = make_population()
    value = np.random.default_rng(1).normal(size=len(population)) + (
        population.label == Label.PREMIUM_FOR_SECURITY
    )
    totals, counts = [], []
    for seed in range(600):
        drawn = draw_audit(population, size=60, seed=seed)
        totals.append((value[drawn.chosen] / drawn.pi).sum())
        counts.append((1 / drawn.pi).sum())
    error = np.std(totals) / np.sqrt(len(totals))
    assert abs(np.mean(totals) - value.sum()) < 3.5 * error
    assert np.mean(counts) == pytest.approx(len(population), rel=0.02)


def test_ignoring_the_probabilities_would_be_wrong():
    population = make_population(400)
    is_premium = population.label == Label.PREMIUM_FOR_SECURITY
    drawn = [draw_audit(population, size=60, seed=seed) for seed in range(50)]
    naive = np.mean([is_premium[d.chosen].mean() for d in drawn])
    assert naive > 3 * is_premium.mean()


def test_few_stories_can_put_forward_more_than_one_passage():
    population = make_population(20)
    drawn = draw_audit(population, size=40, per_story=4)
    _, counts = np.unique(population.story[drawn.chosen].astype(str), return_counts=True)
    assert counts.max() <= 4
    assert len(drawn.chosen) == 40


def test_parts_of_stories_are_unbiased_too():
    population = make_population(20)
    counts = [
        (1 / draw_audit(population, size=30, seed=seed, per_story=3).pi).sum()
        for seed in range(400)
    ]
    assert np.mean(counts) == pytest.approx(len(population), rel=0.03)


def test_the_same_seed_draws_the_same_sample_whatever_came_before():
    population = make_population()
    first, second = (draw_audit(population, size=30, seed=7) for _ in range(2))
    assert first.chosen.tolist() == second.chosen.tolist()
    assert first.chosen.tolist() != draw_audit(population, size=30, seed=8).chosen.tolist()


def test_a_share_is_for_two_coders():
    drawn = draw_audit(make_population(400), size=60, double_share=0.2)
    assert (drawn.coders == 2).sum() == 12


def test_fewer_labels_than_strata_are_refused():
    with pytest.raises(LabelError, match="5 labels for 6 strata"):
        draw_audit(make_population(), size=5)
