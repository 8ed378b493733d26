"""Texts of a text-free label file are found again in the documents it names."""

import hashlib
import json
import subprocess
import sys

SENTENCE = "We gave them the bases, and they gave us ships that were too old to sail."
MARKED = "2\\. The *market* stays [open](https://a.example/1), and that is worth the price."
PLAIN = "The market stays open, and that is worth the price."


def label(text, path="notes/1.md", **changes):
    digest = hashlib.sha256(text.encode()).hexdigest()
    row = {"id": digest[:16], "text_sha256": digest, "words": len(text.split())}
    return row | {"repository": "a/b", "path": path, "commit": "0" * 40} | changes


def test_passages_are_found_in_their_documents(tmp_path, repository):
    folder = tmp_path / "sources" / "a" / "b" / "notes"
    folder.mkdir(parents=True)
    (folder / "1.md").write_text(f"Before this.\n{SENTENCE}\n\n{MARKED}\nAfter.\n")
    (tmp_path / "secret.md").write_text(SENTENCE)
    labels = [
        label(SENTENCE),
        label(PLAIN),
        label("Words that stand nowhere in it."),
        label(SENTENCE, path="../../../secret.md", id="outside"),
    ]
    (tmp_path / "labels.jsonl").write_text("".join(json.dumps(row) + "\n" for row in labels))
    done = subprocess.run(
        [sys.executable, repository / "benchmarks" / "record_texts.py",
         "--labels", tmp_path / "labels.jsonl", "--sources", tmp_path / "sources",
         "--out", tmp_path / "texts.jsonl"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = [json.loads(line) for line in (tmp_path / "texts.jsonl").read_text().splitlines()]
    assert {row["id"]: row["text"] for row in found} == {
        label(SENTENCE)["id"]: SENTENCE,
        label(PLAIN)["id"]: PLAIN,
    }
    assert "2 of 4 found" in done.stdout
    assert "not found: 2 of a/b" in done.stdout
