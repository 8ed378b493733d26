"""Full-text search over passages: SQLite's FTS5 in a file that holds no text, only its index."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

# English stems; accents fold, so that "Muller" finds "Müller".
_TOKENIZER = "porter unicode61 remove_diacritics 2"
# A phrase in quotes, or one word with an optional star at its end.
_TERM = re.compile(r'(-?)(?:"([^"]*)"|([^\s"]+))')
_MOST_TERMS = 32


def write_words(texts: Iterable[tuple[int, str]], path: Path) -> None:
    """Write the index of numbered texts."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma journal_mode = off")
        connection.execute("pragma synchronous = off")
        connection.execute(
            f"create virtual table words using fts5(text, content='', tokenize='{_TOKENIZER}')"
        )
        connection.executemany("insert into words (rowid, text) values (?, ?)", texts)
        connection.execute("insert into words (words) values ('optimize')")
        connection.commit()


def find_words(path: Path, query: str, *, most: int) -> list[int]:
    """Return the numbers of the texts that hold every term of a query, the best match first.

    Words are stemmed; ``"a phrase"``, ``tarif*`` and ``-not`` are understood. A query without a
    term finds nothing.
    """
    expression = make_expression(query)
    if not expression:
        return []
    # immutable: nothing writes a finished index, so no lock is taken.
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)) as connection:
        found = connection.execute(
            "select rowid from words where words match ? order by rank limit ?", (expression, most)
        )
        return [number for (number,) in found]


def make_expression(query: str) -> str:
    """Write a reader's query in the language of FTS5, each term quoted so that none is a command.

    >>> make_expression('tariff* "price of peace" -rice')
    '("tariff" * AND "price of peace") NOT ("rice")'
    """
    wanted: list[str] = []
    refused: list[str] = []
    for minus, phrase, word in _TERM.findall(query)[:_MOST_TERMS]:
        term = phrase or word
        if re.search(r"\w", term):
            (refused if minus else wanted).append(_quote(term))
    if not wanted:
        return ""
    expression = f"({' AND '.join(wanted)})"
    return f"{expression} NOT ({' OR '.join(refused)})" if refused else expression


def _quote(term: str) -> str:
    """Quote a term; it has no quotation mark in it, its pattern leaves none."""
    cleaned = term.replace("\0", " ")
    return f'"{cleaned.rstrip("*")}" *' if cleaned.endswith("*") else f'"{cleaned}"'
