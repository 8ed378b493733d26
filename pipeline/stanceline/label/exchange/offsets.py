"""Where a tool says a span is, and where it really is.

Tools count in code points, in UTF-16 units (whatever runs in a browser), or with CRLF as one
character. The words a tool repeats decide which; without them its own unit is taken.
"""

from __future__ import annotations

from collections.abc import Callable


def from_utf16(text: str, position: int) -> int | None:
    """Turn an offset in UTF-16 units into one of code points; none inside a character."""
    units = text.encode("utf-16-le", "surrogatepass")[: position * 2]
    try:
        prefix = units.decode("utf-16-le")
    except UnicodeDecodeError:
        return None
    return len(prefix) if len(units) == position * 2 else None


def _same(_: str, position: int) -> int | None:
    return position


def _from_joined(text: str, position: int) -> int | None:
    """Turn an offset into the text with CRLF as one character into one of the text itself."""
    places = [
        place for place in range(len(text) + 1) if text[max(0, place - 1) : place + 1] != "\r\n"
    ]
    return places[position] if 0 <= position < len(places) else None


def _from_joined_utf16(text: str, position: int) -> int | None:
    joined = from_utf16(text.replace("\r\n", "\n"), position)
    return None if joined is None else _from_joined(text, joined)


# In the order they are believed: ours, a browser's, and both for texts whose CRLF was joined.
_UNITS: tuple[Callable[[str, int], int | None], ...] = (
    _same,
    from_utf16,
    _from_joined,
    _from_joined_utf16,
)


def locate(text: str, start: int, end: int, surface: str | None) -> tuple[int, int] | None:
    """Return the code-point span that holds ``surface``, or none when no way of counting does."""
    if surface is None:
        return (start, end) if 0 <= start < end <= len(text) else None
    for convert in _UNITS:
        span = convert(text, start), convert(text, end)
        if None not in span and _joined(text[span[0] : span[1]]) == _joined(surface):
            return int(span[0] or 0), int(span[1] or 0)
    return None


def _joined(text: str) -> str:
    return text.replace("\r\n", "\n")
