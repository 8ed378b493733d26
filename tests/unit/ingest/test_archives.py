"""Zip, tar and packed files: members like files of their own, and no way out of the archive."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile

import pytest

from stanceline.ingest.reading import RangeReader, count_articles, read_file
from stanceline.records import Article

SENTENCE = "The cabinet met on Tuesday and agreed on the terms of the deal after a long debate."
ROWS = "".join(json.dumps({"text": f"{n}. {SENTENCE}"}) + "\n" for n in range(3)).encode()
MEMBERS = {"a/one.txt": SENTENCE.encode(), "rows.jsonl": ROWS, "__MACOSX/x.txt": b"x"}


def make_zip(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def make_tar(members, *, mode="w"):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def read(tmp_path, content, name="input"):
    path = tmp_path / name
    path.write_bytes(content)
    return list(read_file(path, source=name))


@pytest.mark.parametrize(
    "content",
    [make_zip(MEMBERS), make_tar(MEMBERS), make_tar(MEMBERS, mode="w:gz"),
     make_tar(MEMBERS, mode="w:xz"), gzip.compress(make_zip(MEMBERS))],
    ids=["zip", "tar", "tar.gz", "tar.xz", "zip.gz"],
)  # fmt: skip
def test_every_member_is_read_with_its_place(tmp_path, content):
    results = read(tmp_path, content)
    assert [one.locator for one in results] == [
        "input!/a/one.txt",
        "input!/rows.jsonl:1",
        "input!/rows.jsonl:2",
        "input!/rows.jsonl:3",
    ]
    assert {one.source for one in results} == {"input"}


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_packed_file_is_read_as_what_is_inside(tmp_path, pack):
    assert [one.locator for one in read(tmp_path, pack(ROWS), "rows.jsonl.gz")] == [
        "rows.jsonl.gz:1",
        "rows.jsonl.gz:2",
        "rows.jsonl.gz:3",
    ]


def test_archive_in_an_archive_is_read(tmp_path):
    (article,) = read(tmp_path, make_zip({"inner.tar": make_tar({"one.txt": SENTENCE.encode()})}))
    assert article.locator == "input!/inner.tar!/one.txt"


def test_shards_of_an_archive_together_give_the_archive(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(make_zip(MEMBERS))
    reader = RangeReader()
    cuts = [range(first, first + 2) for first in range(0, count_articles(path), 2)]
    sharded = [item for cut in cuts for item in reader(path, cut, source="a.zip")]
    alone = [item for cut in cuts for item in read_file(path, rows=cut, source="a.zip")]
    assert sharded == alone == list(read_file(path, source="a.zip"))


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../x", "..\\x", "C:\\x"])
@pytest.mark.parametrize("make", [make_zip, make_tar])
def test_path_that_leaves_the_archive_is_rejected(tmp_path, name, make):
    (rejected,) = read(tmp_path, make({name: SENTENCE.encode()}))
    assert rejected.error == "bad member"
    assert "leaves the archive" in rejected.message


def test_link_in_a_tar_is_not_followed(tmp_path):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo("link.txt")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)
    (rejected,) = read(tmp_path, buffer.getvalue())
    assert (rejected.error, "link or device" in rejected.message) == ("bad member", True)


def test_damaged_member_is_rejected_and_the_others_are_read(tmp_path):
    content = bytearray(make_zip({"one.txt": SENTENCE.encode() * 9, "two.txt": SENTENCE.encode()}))
    content[45:60] = b"\x00" * 15
    first, second = read(tmp_path, bytes(content))
    assert (first.error, type(second)) == ("bad member", Article)


def test_tar_that_ends_early_gives_what_is_whole_and_a_rejection(tmp_path):
    whole = make_tar({"one.txt": SENTENCE.encode(), "two.txt": SENTENCE.encode() * 40})
    first, rejected = read(tmp_path, whole[:2600])
    assert (first.locator, rejected.error) == ("input!/one.txt", "damaged")


def test_packed_lines_that_end_early_give_what_is_whole_and_a_rejection(tmp_path):
    lines = "".join(json.dumps({"text": f"{n} {SENTENCE} {n * 7919}"}) + "\n" for n in range(4000))
    results = read(tmp_path, gzip.compress(lines.encode())[:-4000], "rows.jsonl.gz")
    assert (results[-1].error, len(results) > 100) == ("unreadable", True)


def test_bomb_is_refused(tmp_path):
    bomb = gzip.compress(b"\0" * (300 << 20), 1)
    (rejected,) = read(tmp_path, make_zip({"a.txt": SENTENCE.encode(), "b.gz": b""}) and bomb)
    assert rejected.error in {"bomb", "not text"}


def test_layers_without_end_are_refused(tmp_path):
    content = SENTENCE.encode()
    for _ in range(8):
        content = gzip.compress(content)
    (rejected,) = read(tmp_path, content)
    assert rejected.error == "too deep"


def test_office_document_is_named(tmp_path):
    (rejected,) = read(tmp_path, make_zip({"[Content_Types].xml": b"<x/>", "word/a.xml": b"<a/>"}))
    assert "office document" in rejected.message


def test_packed_page_with_a_damaged_end_is_rejected(tmp_path):
    page = f"<html><body><article><p>{SENTENCE * 9}</p></article></body></html>".encode()
    packed = bytearray(gzip.compress(page))
    packed[-6] ^= 1
    (rejected,) = read(tmp_path, bytes(packed), "page.html.gz")
    assert rejected.error == "unreadable"


def test_member_without_a_name_does_not_stop_the_archive(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Xa.txt", "Deal signed. " * 30)
        archive.writestr("b.txt", "Deal signed by both ministers. " * 30)
    # The library takes a name to end where it holds a zero byte.
    path.write_bytes(path.read_bytes().replace(b"Xa.txt", b"\0a.txt"))
    found = list(read_file(path, source="input"))
    assert any(isinstance(one, Article) for one in found)
    assert not [one for one in found if getattr(one, "error", "") == "reader failed"]
