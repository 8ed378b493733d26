"""Where sentences begin: the parser's cuts, without those that an abbreviation caused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stanceline.extract.datelines import REACH, dateline_end

if TYPE_CHECKING:
    from spacy.tokens import Doc

_TITLES = (
    "Mr Mrs Ms Dr Prof Sen Rep Gov Gen Col Lt Sgt Adm Capt Hon Rev St vs No Fig Jan Feb Mar Apr "
    "Jun Jul Aug Sept Sep Oct Nov Dec approx"
)
_OPEN_ABBREVIATION = re.compile(rf"(?:\b(?:{'|'.join(_TITLES.split())})|\b[A-Z])\.\Z")
# "in the U.S. The deal": an acronym may end a sentence when a sentence-like word follows.
_ACRONYM = re.compile(r"\b(?:[A-Z]\.){2,}\Z")
_OPENER = re.compile(
    r"[“\"‘(]?(?:The|This|That|These|It|He|She|They|We|I|In|On|At|But|And|If|While|When|For|A|An"
    r"|Its|His|Her|Their|However|Critics|Officials)\b"
)
_END = re.compile(r"[.!?…:;][\s”’\"')\]»*]*\Z")
# Past this many words a cut of the parser is kept whatever stands there.
_MAX_WORDS = 60
_LINE_END = re.compile(r"[\n\r\v\f\x85\u2028\u2029]\s*\Z")


def sentence_starts(doc: Doc) -> list[int]:
    """Return the offsets at which sentences begin; the first is 0.

    A cut inside a paragraph counts when a sentence can end before it and one can begin after it.
    """
    text = doc.text  # built anew at every access
    starts: list[int] = []
    for sentence in doc.sents:
        at = sentence.start_char
        if not starts or is_boundary(text, starts[-1], at):
            starts.append(at)
    return [0, *starts[1:]] if starts else []


def is_boundary(text: str, start: int, at: int) -> bool:
    """Say whether the sentence that began at ``start`` ends at ``at``.

    >>> is_boundary("He met Mr. Kato.", 0, 11), is_boundary("It fell. He left.", 0, 9)
    (False, True)
    """
    before = text[start:at]
    if _LINE_END.search(before) or len(before.split()) > _MAX_WORDS:
        return True
    if dateline_end(text[start : start + REACH]) == len(before):
        return False
    trimmed = before.rstrip()
    after = text[at : at + 40].lstrip()
    if not _END.search(trimmed) or not after or after[0].islower() or after[0] in ",;:)]”’%":
        return False
    if _ACRONYM.search(trimmed):
        return bool(_OPENER.match(after))
    return not _OPEN_ABBREVIATION.search(trimmed)
