import pytest

from stanceline.config import Settings
from stanceline.errors import ModelError, UnknownNameError
from stanceline.registry import EXTRACTORS, FRAMERS, find_model, make_framer


def test_unknown_framer_is_named_with_those_that_exist():
    settings = Settings(frame={"framer": "oracle.v1"})
    with pytest.raises(
        UnknownNameError, match=r"named 'oracle\.v1'; known: cascade\.v1, transformer\.v1"
    ):
        make_framer(settings)


def test_unknown_model_is_named_with_those_that_exist():
    with pytest.raises(ModelError, match=r"no model 'oracle'.*deal-frames-base"):
        find_model("oracle", Settings())


@pytest.mark.parametrize("name", [*EXTRACTORS, *FRAMERS])
def test_registered_name_ends_in_its_version(name):
    assert name.rpartition(".")[2].startswith("v")
