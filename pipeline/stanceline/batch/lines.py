"""JSON lines in, JSON lines out: each line's own fields with its scores, or what is wrong with it.

The command and the site answer with the same functions, so that they give the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stanceline.flow import Flow

# Large enough for full batches, small enough that answers flow while a pipe is still being fed.
LINES_AT_ONCE = 256
_SCORES = ("p_premium_for_security", "p_economic_capitulation", "label", "stance")


def score_lines(lines: Iterable[tuple[int, str]], flow: Flow) -> list[dict[str, Any]]:
    """Answer numbered JSON lines in order: the line's own fields and its scores, or an error."""
    parsed = [_parse(number, line) for number, line in lines]
    scores = iter(flow.score_texts([row["text"] for row in parsed if "error" not in row]))
    return [row if "error" in row else row | _score_of(next(scores)) for row in parsed]


def cut_lines(lines: Iterable[str]) -> Iterator[list[tuple[int, str]]]:
    """Cut lines, numbered from 1, into chunks that are answered at once."""
    chunk: list[tuple[int, str]] = []
    for numbered in enumerate(lines, start=1):
        chunk.append(numbered)
        if len(chunk) == LINES_AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _score_of(score: object) -> dict[str, Any]:
    return {name: getattr(score, name) for name in _SCORES}


def _parse(number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        return {"line": number, "error": f"not JSON: {error}"}
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not row["text"].strip():
        return {"line": number, "error": "expected an object with a non-empty 'text'"}
    return row
