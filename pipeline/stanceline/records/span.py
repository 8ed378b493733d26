"""A half-open range of code points of a text."""

from __future__ import annotations


def require_span(start: int, end: int, *, within: int) -> None:
    """Refuse a range that is empty or not inside a text of ``within`` characters.

    Raises:
        ValueError: it is one.

    """
    if not 0 <= start < end <= within:
        raise ValueError(f"span [{start}, {end}) is not inside a text of {within} characters")
