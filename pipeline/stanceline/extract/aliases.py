"""Names looked up in a text: exact, on word boundaries, the longest at each place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
# One character for one, so that offsets stay: typographic and plain forms are the same name.
_PLAIN = str.maketrans("’‘ʼ‐‑\u00a0\u202f\u2009", "'''--   ")


@dataclass(frozen=True, slots=True)
class AliasMatch:
    """Where an alias stands in a text, and the keys of everything that is called so."""

    start: int
    end: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AliasIndex:
    """Aliases by their first word, longest first; case counts ("US" is not "us")."""

    by_first_word: Mapping[str, tuple[str, ...]]
    keys: Mapping[str, tuple[str, ...]]

    @classmethod
    def from_pairs(cls, pairs: Iterable[tuple[str, str]]) -> AliasIndex:
        """Build an index from (alias, key) pairs; an alias of several keys keeps them all."""
        keys: dict[str, tuple[str, ...]] = {}
        for alias, key in pairs:
            known = keys.setdefault(plain(alias), ())
            keys[plain(alias)] = known if key in known else (*known, key)
        first: dict[str, list[str]] = {}
        for alias in sorted(keys, key=len, reverse=True):
            if word := _WORD.match(alias):
                first.setdefault(word.group(), []).append(alias)
        return cls({word: tuple(aliases) for word, aliases in first.items()}, keys)

    def find(self, text: str) -> Iterator[AliasMatch]:
        """Yield the aliases in a text, left to right, never overlapping."""
        flat = plain(text)
        by_first_word = self.by_first_word
        end = 0
        for word in _WORD.finditer(flat):
            # Most words of a text begin no alias: this line is met for each of them.
            if (aliases := by_first_word.get(word[0])) is None or word.start() < end:
                continue
            if alias := _longest_at(flat, word.start(), aliases):
                end = word.start() + len(alias)
                yield AliasMatch(word.start(), end, self.keys[alias])

    def named(self, surface: str) -> tuple[str, ...]:
        """Return the keys of everything that has exactly this name."""
        return self.keys.get(plain(surface), ())


def plain(text: str) -> str:
    """Return a text of the same length with plain apostrophes, hyphens and spaces.

    >>> plain("Japan’s")
    "Japan's"
    """
    return text.translate(_PLAIN)


def _longest_at(flat: str, start: int, aliases: Iterable[str]) -> str | None:
    for alias in aliases:
        if flat.startswith(alias, start) and _ends_word(flat, start, alias):
            return alias
    return None


def _ends_word(flat: str, start: int, alias: str) -> bool:
    end = start + len(alias)
    return not (alias[-1].isalnum() and end < len(flat) and (flat[end].isalnum()))
