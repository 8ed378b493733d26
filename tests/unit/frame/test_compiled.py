import logging
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from stanceline.errors import ConversionError, ModelError
from stanceline.frame import compiled, conversion
from stanceline.frame.classifier import load_classifier
from stanceline.frame.compiled import (
    CompiledRuntime,
    find_precision,
    import_openvino,
)
from stanceline.frame.conversion import load_compiled
from stanceline.frame.model_directory import load_network, read_side_file

TEXTS = [
    "The minister defended the deal as the price of stability.",
    "A surrender.",
    "The bank will lend 36 billion dollars. " * 30,
]
# Logits of the tiny model reach some units; bfloat16 keeps eight bits of each number.
TOLERANCES = {"f32": 1e-4, "bf16": 0.05}
IMPORT_OPENVINO = """
import sys
from stanceline.frame.compiled import import_openvino
import_openvino().convert_model
assert [name for name in sys.modules if name.startswith("openvino_telemetry.")] == []
"""


@pytest.fixture(scope="module")
def reference(tiny_model):
    return load_classifier(tiny_model)


@pytest.fixture(scope="module")
def load(tiny_model):
    return lambda: load_network(tiny_model, read_side_file(tiny_model))


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """Return the folder that the default cache is in when its base is set."""
    return tmp_path_factory.mktemp("cache") / "stanceline" / "openvino"


@pytest.fixture(scope="module")
def runtime(load, cache, reference):
    return load_compiled(reference.model_sha256, load, threads=2, cache_folder=cache)


@pytest.fixture(scope="module")
def rows(reference):
    return [[2, *ids[:40], 3] for ids in reference.tokenize(TEXTS)] * 5


def load_with(network, folder):
    """Load what a network that is not in the cache becomes."""
    return load_compiled("0" * 32, lambda: network, threads=1, cache_folder=folder)


@pytest.mark.parametrize("precision", ["f32", "bf16"])
def test_says_what_torch_says(runtime, reference, rows, precision):
    if precision == "bf16" and find_precision() == "f32":
        pytest.skip("this processor has no bfloat16")
    other = CompiledRuntime(runtime.path, 2, precision)
    assert other(rows) == pytest.approx(reference.runtime(rows), abs=TOLERANCES[precision])


@pytest.mark.parametrize("length", [1, 2, 3, 17, 40, 62])
def test_no_length_is_built_in(runtime, reference, length):
    rows = [[2 + index % 50 for index in range(length)]]
    floats = CompiledRuntime(runtime.path, 1, "f32")
    assert floats(rows) == pytest.approx(reference.runtime(rows), abs=1e-4)


def test_company_changes_nothing_at_all(runtime, rows):
    alone = np.concatenate([runtime([row]) for row in rows])
    assert (runtime(rows) == alone).all()
    assert (runtime(rows[::-1])[::-1] == alone).all()


@pytest.mark.parametrize("threads", [1, 3])
def test_threads_change_nothing_at_all(runtime, rows, threads):
    other = CompiledRuntime(runtime.path, threads, runtime.precision)
    assert (other(rows) == runtime(rows)).all()


def test_nothing_in_is_nothing_out(runtime):
    assert runtime([]).shape == (0, 2)


def test_a_row_that_cannot_be_run_is_an_error_and_the_next_call_is_none(runtime, rows):
    too_long = [5] * 100
    with pytest.raises(RuntimeError, match="dim index"):
        runtime([too_long, *rows])
    assert not np.isnan(runtime(rows)).any()


def test_second_load_converts_nothing(runtime, cache, reference):
    def never():
        raise AssertionError("the cache was not used")

    again = load_compiled(reference.model_sha256, never, threads=1, cache_folder=cache)
    assert again.path == runtime.path
    assert [path.name for path in cache.iterdir()] == [runtime.path.parent.name]


def test_death_between_two_files_leaves_nothing_behind(load, tmp_path, monkeypatch):
    def die_between(_model, path, **_options):
        Path(path).write_text("half")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(import_openvino(), "save_model", die_between)
        with pytest.raises(KeyboardInterrupt):
            load_with(load(), tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert load_with(load(), tmp_path)([[2, 5, 3]]).shape == (1, 2)


def test_cache_that_is_not_whole_is_named(load, tmp_path):
    path = load_with(load(), tmp_path).path
    path.with_suffix(".bin").unlink()
    with pytest.raises(ModelError, match=r"network\.xml cannot be compiled; without its folder"):
        load_with(load(), tmp_path)


def test_conversion_changes_nothing_in_the_process(load, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["stanceline", "--verbose"])
    root = logging.getLogger()
    before = (root.level, list(root.handlers), list(root.filters), root.manager.disable)
    load_with(load(), tmp_path)
    assert (root.level, root.handlers, root.filters, root.manager.disable) == before
    assert sys.argv == ["stanceline", "--verbose"]
    assert capsys.readouterr().out == ""


def test_network_that_changes_when_converted_is_refused(load, tmp_path, monkeypatch):
    monkeypatch.setattr(conversion, "_TOLERANCE", 0.0)
    with pytest.raises(ConversionError, match=r"at 3 tokens; frame\.runtime=torch runs it"):
        load_with(load(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_where_it_cannot_be_converted_auto_is_torch(tiny_model, tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(conversion, "_TOLERANCE", 0.0)
    with caplog.at_level(logging.WARNING):
        assert load_classifier(tiny_model, runtime="auto").runtime.marks == ()
    assert "in torch: converted for OpenVINO, the network is off by" in caplog.text
    with pytest.raises(ConversionError):
        load_classifier(tiny_model, runtime="openvino")


def test_crosses_to_a_worker(runtime, rows):
    assert (pickle.loads(pickle.dumps(runtime))(rows) == runtime(rows)).all()


def test_worker_that_lacks_the_precision_says_what_would_work(runtime, monkeypatch):
    object.__setattr__(elsewhere := pickle.loads(pickle.dumps(runtime)), "precision", "bf16")
    monkeypatch.setattr(compiled, "find_precision", lambda: "f32")
    with pytest.raises(ModelError, match=r"no bfloat16.*frame\.runtime=torch"):
        pickle.loads(pickle.dumps(elsewhere))


@pytest.mark.parametrize("asked", ["openvino", "auto"])
def test_fingerprint_tells_the_runtimes_apart(
    tiny_model, reference, runtime, cache, monkeypatch, asked
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache.parents[1]))
    fast = load_classifier(tiny_model, runtime=asked)
    assert fast.model_sha256 == reference.model_sha256
    assert fast.fingerprint != reference.fingerprint
    assert fast.runtime.path == runtime.path
    assert fast.runtime.marks == (f"openvino.{find_precision()}.1",)


def test_fingerprint_tells_the_precisions_apart(runtime):
    floats = CompiledRuntime(runtime.path, 1, "f32")
    assert floats.marks == ("openvino.f32.1",)


def test_use_is_reported_to_nobody():
    subprocess.run([sys.executable, "-c", IMPORT_OPENVINO], check=True)


def test_without_the_library_torch_runs_and_says_why(tiny_model, reference, monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "openvino", None)
    with caplog.at_level(logging.WARNING):
        slow = load_classifier(tiny_model, runtime="openvino")
    assert slow.fingerprint == reference.fingerprint
    assert "openvino is not installed; 'pip install stanceline[fast]'" in caplog.text


def test_without_the_library_auto_is_torch_and_says_nothing(tiny_model, monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "openvino", None)
    with caplog.at_level(logging.INFO):
        assert load_classifier(tiny_model, runtime="auto").runtime.marks == ()
    assert caplog.text == ""


def test_a_device_is_torch_s(tiny_model):
    with pytest.raises(ModelError, match=r"openvino cannot run on 'cuda' here; .* can be: cpu"):
        load_classifier(tiny_model, runtime="openvino", device="cuda")
    with pytest.raises(ModelError, match=r"torch cannot run on 'tpu' here"):
        load_classifier(tiny_model, runtime="auto", device="tpu")
