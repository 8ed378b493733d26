from dataclasses import replace

import numpy as np
import pytest

from stanceline.errors import LabelError
from stanceline.label.active import (
    divergence,
    margin_uncertainty,
    pick_disputed,
    pick_diverse,
    pick_uncertain,
)
from stanceline.label.population import Population

SURE, TORN = [0.97, 0.01, 0.01, 0.01], [0.49, 0.49, 0.01, 0.01]


def make_population(probabilities, stories=None) -> Population:
    count = len(probabilities)
    return Population(
        passage_id=np.array([f"p{n}" for n in range(count)], dtype=object),
        story=np.array(stories or [f"s{n}" for n in range(count)], dtype=object),
        label=np.array(["neither"] * count, dtype=object),
        quarter=np.array(["2025Q3"] * count, dtype=object),
        probabilities=np.array(probabilities),
    )


def test_a_tie_is_most_uncertain():
    assert margin_uncertainty(np.array([SURE, TORN])).tolist() == pytest.approx([0.04, 1.0])


def test_models_that_say_the_opposite_differ_by_one_bit():
    first, second = np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    assert divergence(first, second).tolist() == pytest.approx([1.0, 0.0])


def test_the_least_certain_come_first_and_one_a_story():
    population = make_population([SURE, TORN, TORN, SURE], ["a", "b", "b", "c"])
    assert pick_uncertain(population, size=2).tolist() == [1, 0]


def test_where_two_models_differ_comes_first():
    population = make_population([SURE, SURE, TORN])
    other = replace(population, probabilities=np.array([SURE, SURE[::-1], TORN]))
    assert pick_disputed(population, other, size=1).tolist() == [1]


def test_models_with_nothing_in_common_are_refused():
    population = make_population([SURE])
    other = replace(population, passage_id=np.array(["q"], dtype=object))
    with pytest.raises(LabelError, match="scored none"):
        pick_disputed(population, other, size=1)


def test_diverse_passages_differ_in_their_words():
    texts = ["tariffs on cars rose"] * 8 + ["troops stayed in the strait", "rice farmers sued"]
    population = make_population([TORN] * 10)
    chosen = pick_diverse(population, lambda ids: [texts[int(i[1:])] for i in ids], size=3, seed=0)
    assert {texts[place] for place in chosen} == set(texts)
