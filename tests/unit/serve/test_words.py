"""The full-text index of a served run."""

from __future__ import annotations

from pathlib import Path

import pytest

from stanceline.serve.words import find_words, write_words


def test_index_is_found_by_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_words([(1, "They paid for peace."), (2, "They sold rice.")], Path("words.sqlite"))
    assert find_words(Path("words.sqlite"), "peace", most=5) == [1]
