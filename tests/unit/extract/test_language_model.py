import pytest

from stanceline.errors import ModelError
from stanceline.extract.language_model import describe_model, load_language_model


def test_a_model_that_is_not_installed_is_an_error_that_says_what_to_install():
    with pytest.raises(ModelError, match="no spaCy model no_such_model is installed; run 'pip"):
        load_language_model("no_such_model")


def test_a_package_that_is_no_model_is_an_error():
    with pytest.raises(ModelError, match="spaCy model hypothesis cannot be loaded"):
        load_language_model("hypothesis")


def test_a_model_is_described_by_name_and_version(extractor):
    assert describe_model(extractor.nlp).startswith("en_core_web_sm")
