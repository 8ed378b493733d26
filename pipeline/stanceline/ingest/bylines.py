"""Authors: from a byline, a cell or a list, to names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from stanceline.ingest.cleaning import clean_line

_BY = re.compile(r"^by[:\s]\s*", re.IGNORECASE)
_SEPARATORS = re.compile(r"\s*(?:;|,|\||&|\band\b)\s*")
# What may stand between the capitalised words of a byline.
_SMALL_WORDS = frozenset({
    "and", "in", "of", "the", "for", "at", "de", "da", "di", "del", "der", "den", "van", "von",
    "bin", "al", "el", "la", "le", "y",
})  # fmt: skip
_LONGEST_BYLINE = 120


def read_authors(value: object) -> tuple[str, ...]:
    """Read names from a string, a list of strings or a list of objects with a ``name``.

    >>> read_authors("By Aiko Mori and Ben Hale")
    ('Aiko Mori', 'Ben Hale')
    """
    found: dict[str, str] = {}
    for name in map(clean_line, _names(value)):
        # Pages name one person twice: as "Aiko Mori", and as "aiko-mori" from an address.
        found.setdefault(name.casefold().replace("-", " "), name)
    return tuple(name for name in found.values() if name)


def is_byline(line: str) -> bool:
    """Say whether a line is nothing but "By" and names.

    >>> is_byline("By Aiko Mori in Tokyo"), is_byline("By Thursday it was over")
    (True, False)
    """
    if len(line) > _LONGEST_BYLINE or not re.match(r"By:? \S", line):
        return False
    words = re.findall(r"[^\W\d_][\w.'’-]*", _BY.sub("", line))
    return bool(words) and all(word[0].isupper() or word in _SMALL_WORDS for word in words)


def _names(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return _SEPARATORS.split(_BY.sub("", value.strip()))
    if isinstance(value, Mapping):
        return _names(value.get("name"))
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        return [_single_name(item) for item in value]
    return []


def _single_name(value: object) -> str:
    name = value.get("name") if isinstance(value, Mapping) else value
    return _BY.sub("", name.strip()) if isinstance(name, str) else ""
