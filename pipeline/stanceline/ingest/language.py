"""The language of a text."""

from __future__ import annotations

import re

UNDETERMINED = "und"

# Below this many letters the identifier guesses: a headline of English names comes out as Latin.
_FEWEST_LETTERS = 40
# A CJK character says as much as several letters.
_FEWEST_IDEOGRAPHS = 12
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# The identifier takes every byte by itself, a tenth of the reading of a page, and knows long
# before: it is shown the beginning and as much from the middle (337 real articles
# in seven languages: the same code as the whole text gave, each time).
_SAMPLE_CHARACTERS = 1 << 10
_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)


def identify_language(text: str) -> str:
    """Name the language by its ISO 639-1 code; "und" when the text is too short to tell."""
    text = _sample(text)
    letters = sum(map(str.isalpha, text))
    if letters < _FEWEST_LETTERS and len(_IDEOGRAPH.findall(text)) < _FEWEST_IDEOGRAPHS:
        return UNDETERMINED
    import py3langid

    code, _ = py3langid.classify(text)
    return str(code)


def _sample(text: str) -> str:
    if len(text) <= 2 * _SAMPLE_CHARACTERS:
        return text
    middle = len(text) // 2
    return f"{text[:_SAMPLE_CHARACTERS]} {text[middle : middle + _SAMPLE_CHARACTERS]}"


def read_language_tag(value: object) -> str:
    """Return the language of a tag such as ``en-GB``; "" when it is none, so that it is found out.

    >>> read_language_tag("en-GB"), read_language_tag("English, mostly")
    ('en', '')
    """
    match = _TAG.fullmatch(value.strip()) if isinstance(value, str) else None
    return match[1].lower() if match else ""
