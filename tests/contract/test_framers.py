"""What every registered framer promises, whatever is inside."""

import pickle

import pytest

from stanceline.config import Settings
from stanceline.protocols import Framer
from stanceline.records import Label
from stanceline.registry import FRAMERS, make_framer
from stanceline.testing import make_passage

TEXTS = ["The minister defended the deal.", "A surrender.", "It was signed on Thursday. " * 40]


@pytest.fixture(scope="module", params=FRAMERS)
def framer(request, repository) -> Framer:
    model = str(repository / "tests" / "data" / "tiny-model")
    frame = {"framer": request.param, "model": model, "small_model": model}
    return make_framer(Settings(frame=frame))


def test_fits_the_protocol(framer):
    assert isinstance(framer, Framer)


def test_one_score_a_passage_in_order(framer):
    passages = [make_passage(text) for text in TEXTS]
    assert [score.passage for score in framer(passages)] == passages


def test_probabilities_and_labels_are_in_range(framer):
    for score in framer([make_passage(text) for text in TEXTS]):
        assert 0 <= score.p_premium_for_security <= 1
        assert 0 <= score.p_economic_capitulation <= 1
        assert isinstance(score.label, Label)
        assert score.tokens_read == score.tokens


def test_company_changes_no_score(framer):
    together = framer([make_passage(text) for text in TEXTS])
    alone = [framer([make_passage(text)])[0] for text in TEXTS]
    assert [s.stance for s in together] == pytest.approx([s.stance for s in alone], abs=1e-5)


def test_crosses_to_a_worker(framer):
    copy = pickle.loads(pickle.dumps(framer))
    passage = make_passage(TEXTS[0])
    assert copy([passage])[0].stance == pytest.approx(framer([passage])[0].stance, abs=1e-6)
    assert copy.fingerprint == framer.fingerprint
