from __future__ import annotations

import pytest

from stanceline.errors import RunDirectoryError
from stanceline.report.provenance import Provenance, read_provenance
from stanceline.store.run_directory import RunDirectory


def test_a_missing_manifest_reads_as_empty(tmp_path):
    assert read_provenance(RunDirectory(tmp_path)) == Provenance({})


@pytest.mark.parametrize("content", ["{", "[1]", '"text"', "nul"])
def test_a_broken_manifest_says_which_file_and_what_to_do(tmp_path, content):
    run = RunDirectory(tmp_path)
    run.manifest.write_text(content, encoding="utf-8")
    with pytest.raises(RunDirectoryError, match=r"manifest\.json: not a manifest.*again"):
        read_provenance(run)


def test_a_section_of_another_type_reads_as_empty():
    provenance = Provenance({"model": ["a", "list"], "version": {"a": 1}})
    assert provenance.section("model") == {}
    assert provenance.text("model", "name") == ""
    assert provenance.text("version") == ""


def test_settings_come_with_their_origin():
    provenance = Provenance(
        {"settings": {"series": {"period": "week", "n": 3}}, "origins": {"series.n": "--set"}}
    )
    assert provenance.settings() == [
        ("series.period", '"week"', "default"),
        ("series.n", "3", "--set"),
    ]
