import pytest

from stanceline.batch import identity
from stanceline.batch.identity import Identity, keep_identity, recall_identity
from stanceline.config import Settings
from stanceline.records import Pole
from stanceline.store.provenance import package_versions
from stanceline.store.run_directory import RunDirectory

KEPT = Identity(extractor="extractor", framer="framer", poles=(Pole(id="for"), Pole(id="against")))


@pytest.fixture
def settings(repository):
    model = repository / "tests" / "data" / "tiny-model"
    return Settings(home=repository, frame={"model": str(model)})


@pytest.fixture
def run(tmp_path, settings):
    run = RunDirectory(tmp_path)
    keep_identity(run, settings, KEPT)
    return run


def test_identity_is_kept(run, settings):
    assert recall_identity(run, settings) == KEPT


def test_another_runtime_is_another_identity(run, settings):
    frame = settings.frame.model_copy(update={"runtime": "torch"})
    assert recall_identity(run, settings.model_copy(update={"frame": frame})) is None


@pytest.mark.parametrize("change", [{"openvino": "1.0"}, {"openvino": None}])
def test_openvino_that_comes_goes_or_changes_is_another_identity(
    run, settings, change, monkeypatch
):
    versions = {**package_versions(), **change}
    monkeypatch.setattr(identity, "package_versions", lambda: versions)
    assert recall_identity(run, settings) is None


def test_another_processor_is_another_identity(run, settings, monkeypatch):
    monkeypatch.setattr(identity, "_processor", lambda: "x86_64 flags : sse2")
    assert recall_identity(run, settings) is None
