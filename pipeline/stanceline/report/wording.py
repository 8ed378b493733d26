"""Numbers and hostile strings as a reader sees them: signs, shares, counts, cut and clean text."""

from __future__ import annotations

import math
import re
from urllib.parse import urlsplit

MINUS = "\N{MINUS SIGN}"
NO_NUMBER = "\N{EN DASH}"
# Neither HTML nor XML can hold these; one replacement character each keeps every offset right.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACE_OR_CONTROL = re.compile(r"[\s\x00-\x1f\x7f]")
# Longer addresses are shown nowhere and break mail programs and spreadsheets.
_MAX_URL_CHARS = 2000
_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def clean(text: str) -> str:
    """Replace each character that no page can hold by one replacement character.

    >>> len(clean("a" + chr(0) + "b"))
    3
    """
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def clip(text: str, limit: int) -> str:
    """Clean a text and cut it, visibly, after ``limit`` characters.

    >>> clip("surrender", 5)
    'surre…'
    """
    cleaned = clean(text[: limit + 1])
    return cleaned if len(cleaned) <= limit else cleaned[:limit] + "…"


def begin(text: str) -> str:
    """Begin a sentence or a heading with a capital, and leave the rest as it is.

    >>> begin("no deal with the EU")
    'No deal with the EU'
    """
    return text[:1].upper() + text[1:]


def signed(value: float | None) -> str:
    """Write a net stance with its sign and two digits.

    >>> signed(0.1), signed(-0.25), signed(0.001)
    ('+0.10', '−0.25', '0.00')
    """
    if value is None or not math.isfinite(value):
        return NO_NUMBER
    digits = f"{abs(value):.2f}"
    if digits == "0.00":
        return digits
    return ("+" if value > 0 else MINUS) + digits


def say_band(low: float, high: float) -> str:
    """Write a band, or that there is none."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return "no band: too few stories"
    return f"95% band {signed(low)} to {signed(high)}"


def probability(value: float | None) -> str:
    """Write a probability with two digits, never as certain when it is not.

    >>> probability(0.997), probability(0.5), probability(0.001)
    ('>0.99', '0.50', '<0.01')
    """
    if value is None or not math.isfinite(value):
        return NO_NUMBER
    if 0.995 <= value < 1:
        return ">0.99"
    return "<0.01" if 0 < value < 0.005 else f"{value:.2f}"


def percent(value: float | None) -> str:
    """Write a share as whole percent.

    >>> percent(0.256), percent(0.001), percent(None)
    ('26%', '<1%', '–')
    """
    if value is None or not math.isfinite(value):
        return NO_NUMBER
    if 0 < value < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= value < 1 else f"{value:.0%}"


def count(value: float | None) -> str:
    """Write a whole number with thousands apart.

    >>> count(12345)
    '12,345'
    """
    return NO_NUMBER if value is None or not math.isfinite(value) else f"{value:,.0f}"


def counted(number: int, noun: str, *, plural: str = "") -> str:
    """Write a number with its noun.

    >>> counted(1, "story", plural="stories"), counted(2, "passage")
    ('1 story', '2 passages')
    """
    return f"{count(number)} {noun if number == 1 else plural or noun + 's'}"


def slug(text: str) -> str:
    """Make a name that any file system and any address can hold.

    >>> slug("../Kanto Ledger")
    'kanto-ledger'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "unnamed"


def amount(value: float | None) -> str:
    """Write a large number as people say it.

    >>> amount(5.5e11), amount(1234.5), amount(2e6)
    ('550 billion', '1,234.5', '2 million')
    """
    if value is None or not math.isfinite(value):
        return NO_NUMBER
    for scale, name in _SCALES:
        if abs(value) >= scale:
            return f"{value / scale:,.6g} {name}".replace("-", MINUS)
    return f"{value:,.10g}".replace("-", MINUS)


def link(url: str) -> str:
    """Return an address that may become a link, or nothing: only http and https with a host.

    >>> link("https://example.org/a"), link("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    if not url or len(url) > _MAX_URL_CHARS or _SPACE_OR_CONTROL.search(url):
        return ""
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname)
    except ValueError:
        return ""
    return clean(url) if parts.scheme in {"http", "https"} and has_host else ""
