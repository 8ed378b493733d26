"""Find the texts of text-free labels again, in the documents that the labels name.

    python benchmarks/record_texts.py --labels corpora/public-record/labels-further.jsonl \\
        --sources FOLDER --out further.jsonl

``--sources`` holds the documents as ``<repository>/<path>``; without it they are read from GitHub
at the commit of each label. A passage is a run of as many words as its label says whose digest is
the label's, in the document as it stands or without its markup. What is found is written as
``stanceline train --record-texts`` takes it; what is not is counted, by repository.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

RAW = "https://raw.githubusercontent.com"
TIMEOUT_S = 60
LARGEST = 1 << 26
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_TAG = re.compile(r"<[^>]+>")
_MARK = re.compile(r"(?m)^\s*(?:[#>*-]+|\(?\w{1,3}[.)\\]+)\s+|[*_\\]+|\[\d+\]")
Label = dict[str, str | int]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--sources", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    labels = [json.loads(line) for line in options.labels.read_text().splitlines()]
    read = read_from(options.sources) if options.sources else fetch
    missed: Counter[str] = Counter()
    with options.out.open("w", encoding="utf-8") as handle:
        for document in group(labels):
            texts = find_all(document, read)
            missed[str(document[0]["repository"])] += len(document) - len(texts)
            for label_id, text in texts.items():
                handle.write(json.dumps({"id": label_id, "text": text}, ensure_ascii=False) + "\n")
    print(f"{len(labels) - missed.total()} of {len(labels)} found")
    for repository, count in missed.most_common():
        if count:
            print(f"not found: {count} of {repository}")


def group(labels: Iterable[Label]) -> Iterator[list[Label]]:
    """Yield the labels of one document at a time."""
    documents: dict[tuple[str, ...], list[Label]] = defaultdict(list)
    for label in labels:
        documents[tuple(str(label[key]) for key in ("repository", "path", "commit"))].append(label)
    yield from documents.values()


def find_all(labels: list[Label], read: Callable[[Label], str]) -> dict[str, str]:
    """Return the texts of one document's labels that can be found, by id."""
    try:
        document = read(labels[0])
    except (OSError, URLError, UnicodeDecodeError) as error:
        print(f"{labels[0]['repository']} {labels[0]['path']}: {error}")
        return {}
    wanted = {str(label["text_sha256"]): str(label["id"]) for label in labels}
    found: dict[str, str] = {}
    for size in {int(label["words"]) for label in labels}:
        for form in forms(document):
            words = form.split()
            for first in range(len(words) - size + 1):
                text = " ".join(words[first : first + size])
                label_id = wanted.get(hashlib.sha256(text.encode()).hexdigest())
                if label_id is not None:
                    found[label_id] = text
    return found


def forms(document: str) -> tuple[str, ...]:
    """Return a document as it stands, and without tags, links and marks."""
    bare = _LINK.sub(r"\1", html.unescape(_TAG.sub(" ", document)))
    return document, bare, _MARK.sub(" ", bare)


def read_from(folder: Path) -> Callable[[Label], str]:
    """Return what reads a document from a folder, and nothing outside it."""

    def read(label: Label) -> str:
        path = (folder / str(label["repository"]) / str(label["path"])).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise OSError("outside the folder of sources")
        return path.read_text(encoding="utf-8", errors="replace")

    return read


def fetch(label: Label) -> str:
    """Read a document from GitHub at its commit."""
    address = f"{RAW}/{label['repository']}/{label['commit']}/{quote(str(label['path']))}"
    with urlopen(address, timeout=TIMEOUT_S) as answer:  # noqa: S310 - https, one host
        content: bytes = answer.read(LARGEST)
    return content.decode("utf-8", errors="replace")


if __name__ == "__main__":
    main()
