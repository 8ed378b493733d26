"""Ids, made from content, and digests of texts."""

from __future__ import annotations

import hashlib
from typing import NewType

ArticleId = NewType("ArticleId", str)
PassageId = NewType("PassageId", str)
StoryId = NewType("StoryId", str)
MentionId = NewType("MentionId", str)


def make_id(*parts: str) -> str:
    """Make a 128-bit id from content, every part length-prefixed so that no two lists collide.

    >>> make_id("ab", "c") == make_id("a", "bc")
    False
    """
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.hexdigest()


def digest_text(text: str) -> str:
    """Return the sha256 of a text, as the ``text_sha256`` columns hold it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
