"""All that was found in one article."""

from __future__ import annotations

from dataclasses import dataclass

from stanceline.records.article import Article
from stanceline.records.mention import Mention
from stanceline.records.passage import Passage
from stanceline.records.voice import Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """Everything that was found in one article."""

    article: Article
    passages: tuple[Passage, ...]
    mentions: tuple[Mention, ...]
    voices: tuple[Voice, ...]
