import pytest

from stanceline.errors import InputError
from stanceline.ingest.files import find_files


def touch(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    return path


def test_folder_becomes_its_files_sorted(tmp_path):
    second, first = touch(tmp_path / "b.txt"), touch(tmp_path / "a" / "z.txt")
    assert find_files([tmp_path]) == [first, second]


def test_hidden_files_and_folders_are_left_out(tmp_path):
    touch(tmp_path / ".hidden.txt")
    touch(tmp_path / ".git" / "x.txt")
    seen = touch(tmp_path / "seen.txt")
    assert find_files([tmp_path]) == [seen]


def test_hidden_file_that_is_named_is_taken(tmp_path):
    hidden = touch(tmp_path / ".hidden.txt")
    assert find_files([hidden]) == [hidden]


def test_link_that_leaves_the_folder_is_not_followed(tmp_path):
    outside = touch(tmp_path / "outside" / "secret.txt")
    folder = tmp_path / "corpus"
    inside = touch(folder / "a.txt")
    (folder / "file.txt").symlink_to(outside)
    (folder / "folder").symlink_to(outside.parent)
    assert find_files([folder]) == [inside]


def test_file_named_twice_stands_once(tmp_path):
    path = touch(tmp_path / "a.txt")
    assert find_files([path, tmp_path]) == [path]


def test_path_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(InputError, match=r"gone\.txt: no such file or folder"):
        find_files([tmp_path / "gone.txt"])


def test_order_of_the_inputs_is_kept(tmp_path):
    first, second = touch(tmp_path / "b.txt"), touch(tmp_path / "a.txt")
    assert find_files([first, second]) == [first, second]


def test_pattern_is_expanded(tmp_path):
    for name in ("a.txt", "b.txt", "c.csv"):
        (tmp_path / name).write_text("x")
    assert [path.name for path in find_files([tmp_path / "*.txt"])] == ["a.txt", "b.txt"]


def test_pattern_that_matches_nothing_says_so(tmp_path):
    with pytest.raises(InputError, match="no file matches"):
        find_files([tmp_path / "*.warc"])
