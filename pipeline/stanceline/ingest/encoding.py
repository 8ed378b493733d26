"""Bytes to text: which encoding, and what had to be replaced."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass

# Longest first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})")
# A declaration stands at the head of a page; a charset further down belongs to something else.
_DECLARATION_BYTES = 4096
_DETECTION_BYTES = 1 << 16
_WESTERN = "cp1252"
_WEB_MEANINGS = dict.fromkeys(
    ("iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii"), _WESTERN
)
_CHAOS_TOLERANCE = 0.05
_ESCAPED = re.compile("[\udc80-\udcff]")
# The name of the error handler for all reading of text: ``open(..., errors=ESCAPE)``.
ESCAPE = "stanceline.escape"


def _escape(error: UnicodeError) -> tuple[str, int]:
    """Make a surrogate of every byte that is no text, as ``surrogateescape`` does.

    That one stops at a byte under 128, and half a character of UTF-16 may be one; and it may take
    half of what is wrong, which shifts all that follows by a byte.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(chr(0xDC00 | byte | 0x80) for byte in wrong), error.end


codecs.register_error(ESCAPE, _escape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A text, and a note when some of its bytes could not be read."""

    text: str
    note: str = ""


def decode(raw: bytes, *, is_markup: bool = False, charset: str = "") -> Decoded | None:
    """Decode bytes; None when no encoding makes text of them.

    Markup may declare its encoding, and so may the server that sent it (``charset``); they are
    asked only after UTF-8 has failed, because pages that are valid UTF-8 and claim something
    else are common, and the reverse is nearly impossible.
    """
    encoding = find_encoding(raw, is_markup=is_markup, charset=charset)
    if encoding is None:
        return None
    return note_replaced(raw.decode(encoding, errors=ESCAPE))


def note_replaced(text: str) -> Decoded:
    """Replace bytes that were no text, which ``ESCAPE`` left as surrogates."""
    replaced, count = _ESCAPED.subn("\ufffd", text)
    return Decoded(text=replaced, note=f"{count} bytes were not text and replaced" if count else "")


def replace_in_row(row: Mapping[str, object]) -> tuple[dict[str, object], str]:
    """Replace bytes that were no text in the cells of a row; return it with a note."""
    cells = {name: note_replaced(cell) for name, cell in row.items() if isinstance(cell, str)}
    notes = [f"column {name[:40]!r}: {cell.note}" for name, cell in cells.items() if cell.note]
    return {**row, **{name: cell.text for name, cell in cells.items()}}, "; ".join(notes)


def find_encoding(raw: bytes, *, is_markup: bool = False, charset: str = "") -> str | None:
    """Name the encoding of bytes, or of the head of a file; None when they are not text."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return encoding
    # Before UTF-8: text in UTF-16 without a mark is valid UTF-8 full of NULs.
    return (
        _unmarked_utf16(raw)
        or _utf8(raw)
        or _usable(raw, charset)
        or (_declared(raw) if is_markup else None)
        or _detected(raw)
    )


def _unmarked_utf16(raw: bytes) -> str | None:
    head = raw[: _DETECTION_BYTES & ~1]
    if len(head) < 4:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.4 * half and even < 0.01 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.01 * half:
        return "utf-16-be"
    return None


def _utf8(raw: bytes) -> str | None:
    # An incremental decoder forgives a character that the end of a head cuts in two.
    text = codecs.getincrementaldecoder("utf-8")(ESCAPE).decode(raw)
    wrong = len(_ESCAPED.findall(text))
    if not wrong:
        return "utf-8"
    # A few damaged bytes in what is plainly UTF-8: another encoding would garble all the rest.
    right = sum(1 for character in text if character > "\x7f") - wrong
    return "utf-8" if right > 10 * wrong else None


def _declared(raw: bytes) -> str | None:
    match = _DECLARED.search(raw[:_DECLARATION_BYTES])
    return _usable(raw, match[1].decode("ascii")) if match else None


def _usable(raw: bytes, name: str) -> str | None:
    """Return a declared encoding when the bytes are text in it.

    Latin-1 and ASCII mean Windows-1252 on the web (WHATWG Encoding, 4.2).
    """
    for candidate in (_WEB_MEANINGS.get(name.lower(), name), name):
        try:
            raw.decode(candidate)
        except (LookupError, UnicodeError, ValueError):
            continue
        return candidate
    return None


def _detected(raw: bytes) -> str | None:
    from charset_normalizer import from_bytes

    matches = from_bytes(raw[:_DETECTION_BYTES])
    best = matches.best()
    if best is None:
        return None
    # The detector takes short French and German for rarer code pages that fit as well; where the
    # web's default (WHATWG Encoding, 4.2) is nearly as clean, it is the likelier one.
    is_western = any(
        _WESTERN in match.could_be_from_charset and match.chaos <= best.chaos + _CHAOS_TOLERANCE
        for match in matches
    )
    return _WESTERN if is_western else best.encoding
