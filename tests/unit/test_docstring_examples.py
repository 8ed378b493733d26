"""Every example in a docstring of the package says what the code does."""

import doctest
import importlib
from pathlib import Path

import pytest

import stanceline

PACKAGE = Path(stanceline.__file__).parent
WITH_EXAMPLES = sorted(
    ".".join(("stanceline", *path.relative_to(PACKAGE).with_suffix("").parts))
    for path in PACKAGE.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_of_a_module_hold(name):
    failed, attempted = doctest.testmod(importlib.import_module(name))
    assert (failed, attempted > 0) == (0, True)


def test_modules_with_examples_are_found():
    assert "stanceline.series.periods" in WITH_EXAMPLES
