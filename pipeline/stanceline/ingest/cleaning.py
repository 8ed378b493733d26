"""Text normalisation: one newline, no characters that nothing can store, blank-line paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_TRAILING = re.compile(r"[^\S\n]+$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{2,}")

# No newspaper or terminal wraps outside this range; longer lines are paragraphs.
_NARROWEST, _WIDEST = 50, 120
# Share of line ends at which the next word would not have fitted, to call a text wrapped.
_WRAPPED_SHARE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A text that can be stored, and a note on what was taken out of it."""

    text: str
    note: str = ""


def clean_characters(raw: str) -> Cleaned:
    """Make every line end a newline; drop control characters and replace lone surrogates.

    What is dropped or replaced is counted in the note, and so are mended lines of mojibake.
    """
    text, mended = mend_mojibake(_NEWLINES.sub("\n", raw.replace("\ufeff", "")))
    text, controls = _CONTROLS.subn("", text)
    text, surrogates = _SURROGATES.subn("\ufffd", text)
    notes = []
    if mended:
        notes.append(f"{mended} lines of mojibake mended")
    if controls:
        notes.append(f"{controls} control characters removed")
    if surrogates:
        notes.append(f"{surrogates} lone surrogates replaced")
    return Cleaned(text=_TRAILING.sub("", text), note="; ".join(notes))


def mend_mojibake(text: str) -> tuple[str, int]:
    """Undo a wrong decoding, line by line; return the text and the number of lines it changed.

    >>> mend_mojibake("The cafÃ© was shut.")
    ('The café was shut.', 1)
    """
    if text.isascii():
        return text, 0
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    if not is_bad(text):
        return text, 0
    lines = text.split("\n")
    mended = [fix_encoding(line) if is_bad(line) else line for line in lines]
    return "\n".join(mended), sum(a != b for a, b in zip(lines, mended, strict=True))


def clean_line(raw: str) -> str:
    """Make one line of a title, name or address: white space collapsed, nothing unstorable."""
    return " ".join(clean_characters(raw).text.split())


def separate_paragraphs(text: str) -> str:
    r"""Put exactly one blank line between paragraphs, and join the lines of wrapped ones.

    In a hard-wrapped text a line end is a wrap where the next word would not have fitted, and a
    paragraph's end elsewhere; in any other text every line is a paragraph.

    >>> separate_paragraphs("One.\nTwo.\n\n\nThree.")
    'One.\n\nTwo.\n\nThree.'
    """
    blocks = [block for block in _BLANK_LINES.split(text.strip("\n")) if block.strip()]
    width = wrap_width(text)
    return "\n\n".join(
        paragraph for block in blocks for paragraph in _unwrap(block.split("\n"), width=width)
    )


def wrap_width(text: str) -> int:
    """Return the width that a text was wrapped to, or 0 when its lines are paragraphs."""
    blocks = [block.split("\n") for block in _BLANK_LINES.split(text.strip("\n"))]
    width = max((len(line) for block in blocks for line in block), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return 0
    ends = [
        _is_wrap(line, following, width=width)
        for block in blocks
        for line, following in pairwise(block)
    ]
    return width if sum(ends) >= 2 and sum(ends) >= _WRAPPED_SHARE * len(ends) else 0


def _is_wrap(line: str, following: str, *, width: int) -> bool:
    first_word = following.split(maxsplit=1)[0] if following.strip() else ""
    return len(line) + 1 + len(first_word) > width


def _unwrap(lines: list[str], *, width: int) -> list[str]:
    paragraphs: list[list[str]] = []
    previous = ""
    for line in lines:
        if width and paragraphs and _is_wrap(previous, line, width=width):
            paragraphs[-1].append(line.strip())
        else:
            paragraphs.append([line.strip()])
        previous = line
    return [" ".join(paragraph) for paragraph in paragraphs if any(paragraph)]


def compose_text(title: str, body: str) -> str:
    r"""Put the title on its own line before the body, once.

    >>> compose_text("A title", "A body.")
    'A title\n\nA body.'
    """
    if not title:
        return body
    first, _, rest = body.partition("\n\n")
    return f"{title}\n\n{rest if rest and clean_line(first) == title else body}"
