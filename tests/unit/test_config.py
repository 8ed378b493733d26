from pathlib import Path

import pytest

from stanceline.config import Settings, find_home, load_configuration
from stanceline.errors import MissingDataError, SettingsError


def test_later_layers_win_and_origins_are_kept(tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text('[series]\nperiod = "week"\nweights = "article"\n')
    configuration = load_configuration(
        file=file,
        environment={"STANCELINE_SERIES__PERIOD": "month"},
        overrides=["ingest.shard_size=7"],
    )
    assert configuration.settings.series.period == "month"
    assert configuration.settings.series.weights == "article"
    assert configuration.settings.ingest.shard_size == 7
    assert configuration.origins["series.period"] == "environment"
    assert configuration.origins["ingest.shard_size"] == "--set"


def test_partial_file_changes_only_what_it_names(tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text("[frame]\nbatch_tokens = 512\n")
    settings = load_configuration(file=file).settings
    assert settings.model_copy(update={"frame": Settings().frame}) == Settings()


def test_unknown_setting_is_named_with_those_that_exist():
    with pytest.raises(SettingsError, match=r"no setting named series.colour; known: .*period"):
        load_configuration(overrides=["series.colour=red"])


def test_value_out_of_range_is_shown():
    with pytest.raises(SettingsError, match=r"ingest.shard_size.*got 0"):
        load_configuration(overrides=["ingest.shard_size=0"])


def test_runtime_that_was_given_up_is_told_what_it_became():
    with pytest.raises(SettingsError, match=r"frame\.runtime: .*use 'openvino', or 'auto'.*'int8'"):
        load_configuration(overrides=["frame.runtime=int8"])


def test_override_without_value_says_what_would_have_worked():
    with pytest.raises(SettingsError, match="expected NAME=VALUE"):
        load_configuration(overrides=["series.period"])


def test_broken_file_is_named(tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text("[series")
    with pytest.raises(SettingsError, match=r"settings.toml: not a TOML file"):
        load_configuration(file=file)


def test_home_is_found_from_a_folder_below(repository, monkeypatch):
    monkeypatch.chdir(repository / "tests" / "unit")
    assert find_home(Settings()) == repository


def test_home_that_is_none_is_an_error(tmp_path):
    with pytest.raises(MissingDataError, match="set STANCELINE_HOME"):
        find_home(Settings(home=Path(tmp_path)))
