"""Lines that a page puts into an article and that are none of it: promotions, links, labels.

Only whole paragraphs of these forms go, so that a sentence that quotes one of them stays.
"""

from __future__ import annotations

import re

# A promotion is a line or two; no article says all it has to say under these openings.
_LONGEST = 300
_LABEL = re.compile(
    r"(?:advertisement|story continues below(?: (?:this )?advertisement)?|article content|"
    r"recommended (?:videos?|stories|reading)|read (?:more|next|also)|related(?: (?:articles?|"
    r"stories|content|topics|coverage))?|most (?:read|popular)(?: in [\w ]+)?|(?:up )?next|"
    r"share(?: (?:this )?(?:article|story|page))?|comments?|view comments|trending(?: now)?|"
    r"you (?:may|might) also like|editor['’]s picks?|more (?:on this story|stories|from [\w .]+)|"
    r"listen to this article|loading\W*|getty images|photo gallery|skip advertisement|"
    r"about the authors?|\d+ (?:comments|shares)|_{3,}|[*•·\s]+)[.:!]*",
    re.IGNORECASE,
)
_PROMOTION = re.compile(
    r"(?:read (?:more|also|next)|also read|see also|related|watch|listen|more)\s*:\s"
    r"|(?:please )?(?:sign up|subscribe)\b.{0,80}\b(?:newsletters?|e-?mails?|inbox|alerts?|app|"
    r"channel|podcast|today|now|here)\b"
    r"|get (?:the )?(?:latest|daily|our|all the)\b.{0,60}\b(?:news|inbox|newsletters?|app|alerts)\b"
    r"|(?:follow|like|join) (?:us|him|her|them|[\w.]+ ?[\w.]*) on (?:twitter|facebook|x|"
    r"instagram|linkedin|google news|whatsapp|telegram|youtube)\b"
    r"|for (?:more|the latest) (?:breaking )?(?:stories|news|headlines|updates|information)\b"
    r".{0,90}\b(?:click|visit|check|sign|follow|subscribe|download)\b"
    r"|(?:do you have|got|have you got) an? (?:story|tip|news tip|question)\b"
    r"|(?:get in touch|contact us|e-?mail us|send us)\b.{0,80}(?:@|\bby\b|\bat\b|\bnews team\b)"
    r"|(?:click|tap) here (?:to|for)\b|download (?:the|our)\b.{0,40}\bapp\b"
    r"|(?:join|start) (?:our|the) (?:conversation|commenting|discussion)\b"
    r"|you must (?:be logged in|confirm your public display name|log ?in)\b"
    r"|please log ?(?:out|in)\b|(?:all rights reserved|©|copyright \d{4})"
    r"|this article (?:was|has been) (?:originally|first) published\b"
    r"|(?:we may|\w+ may) earn an? (?:affiliate )?commission\b",
    re.IGNORECASE,
)


def is_furniture(paragraph: str) -> bool:
    """Say whether a paragraph of a page is none of its article.

    >>> is_furniture("Read more: Ministers meet again"), is_furniture("They read more than I do.")
    (True, False)
    """
    line = paragraph.strip()
    if len(line) > _LONGEST:
        return False
    return _LABEL.fullmatch(line) is not None or _PROMOTION.match(line) is not None


def remove_furniture(paragraphs: list[str]) -> tuple[list[str], int]:
    """Return the paragraphs that are the article's, and how many are not."""
    kept = [paragraph for paragraph in paragraphs if not is_furniture(paragraph)]
    return kept, len(paragraphs) - len(kept)
