import logging
import pickle

import numpy as np
import pytest

from stanceline.frame import int8
from stanceline.frame.classifier import load_classifier
from stanceline.frame.int8 import has_dot_products, load_int8, why_unavailable
from stanceline.frame.model_directory import load_network, read_side_file

TEXTS = [
    "The minister defended the deal as the price of stability.",
    "A surrender.",
    "The bank will lend 36 billion dollars. " * 30,
]
needs_int8 = pytest.mark.skipif(bool(why_unavailable()), reason=why_unavailable() or "available")


@pytest.fixture(scope="module")
def folder(repository):
    return repository / "tests" / "data" / "tiny-model"


@pytest.fixture(scope="module")
def reference(folder):
    return load_classifier(folder)


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """Return the folder that the default cache is in when its base is set."""
    return tmp_path_factory.mktemp("cache") / "stanceline" / "int8"


@pytest.fixture(scope="module")
def runtime(folder, cache, reference):
    def load():
        return load_network(folder, read_side_file(folder))

    return load_int8(reference.model_sha256, load, threads=2, cache_folder=cache)


def rows_of(reference):
    ids = reference.tokenize(TEXTS)
    return [[2, *row[:40], 3] for row in ids]


@needs_int8
def test_eight_bits_say_nearly_what_floats_say(runtime, reference):
    rows = rows_of(reference)
    assert runtime(rows) == pytest.approx(reference.runtime(rows), abs=0.1)


@needs_int8
def test_company_and_threads_change_nothing_at_all(runtime, reference):
    rows = rows_of(reference)
    alone = np.concatenate([runtime([row]) for row in rows])
    assert (runtime(rows) == alone).all()
    assert (runtime(rows[::-1])[::-1] == alone).all()


@needs_int8
def test_second_load_exports_nothing(runtime, cache, reference):
    def never():
        raise AssertionError("the cache was not used")

    again = load_int8(reference.model_sha256, never, threads=1, cache_folder=cache)
    assert again.path == runtime.path
    assert [path.name for path in cache.iterdir()] == [runtime.path.name]


@needs_int8
def test_crosses_to_a_worker(runtime, reference):
    rows = rows_of(reference)
    assert (pickle.loads(pickle.dumps(runtime))(rows) == runtime(rows)).all()


@needs_int8
def test_fingerprint_tells_the_runtimes_apart(folder, reference, runtime, cache, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache.parents[1]))
    fast = load_classifier(folder, runtime="int8")
    assert fast.model_sha256 == reference.model_sha256
    assert fast.fingerprint != reference.fingerprint
    assert fast.runtime.path == runtime.path
    assert fast.probabilities([]).shape == (0, 2)


def test_without_the_libraries_torch_runs_and_says_why(folder, reference, monkeypatch, caplog):
    monkeypatch.setattr(int8, "_LIBRARIES", ("no_such_library",))
    with caplog.at_level(logging.WARNING):
        slow = load_classifier(folder, runtime="int8")
    assert slow.fingerprint == reference.fingerprint
    assert "no_such_library not installed; 'pip install stanceline[fast]'" in caplog.text


def test_processor_without_dot_products_is_refused(monkeypatch):
    monkeypatch.setattr(int8, "_DOT_PRODUCT_FLAGS", {"no_such_flag"})
    monkeypatch.setattr(int8, "_DOT_PRODUCT_MACHINES", set())
    assert not has_dot_products()
