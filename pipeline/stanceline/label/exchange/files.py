"""The files of annotation tools: JSON, JSON lines, and text written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from stanceline.errors import InputError
from stanceline.label.exchange.drafts import reject
from stanceline.records import Rejected
from stanceline.store.atomic import replace_text


def write_text(path: Path, text: str) -> None:
    """Write a text file in one step, line ends as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_text(text, path)


def write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write JSON lines in one step."""
    write_text(path, "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows))


def read_text(path: Path) -> str:
    """Read a UTF-8 file as it is, CRLF and all.

    Raises:
        InputError: it cannot be read.

    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(str(path), f"not UTF-8: {error}") from error


def read_json(path: Path) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Read a JSON file.

    Raises:
        InputError: it is none.

    """
    try:
        return json.loads(read_text(path))
    except ValueError as error:
        raise InputError(str(path), f"not JSON: {error}") from error


def read_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]] | Rejected]:
    """Yield the objects of a JSON-lines file with where they stand."""
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        locator = f"{path}:{number}"
        try:
            row = json.loads(line)
        except ValueError as error:
            yield reject(locator, f"not JSON: {error}", source=str(path))
            continue
        if isinstance(row, dict):
            yield locator, row
        else:
            yield reject(locator, "not a JSON object", source=str(path))
