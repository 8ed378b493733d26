"""What flows between stages: articles, passages, mentions, voices, scores, points and rejections.

Every record is frozen. Every offset is a half-open range of code points into ``Article.text``;
there is no second coordinate system. Times are aware and in UTC. Ids are made from content, so
that a second run makes the same ones. The column tables of a run directory are these records
(``store/schemas.py`` owns their types on disk, ``docs/records.md`` describes them).
"""

from __future__ import annotations

from stanceline.records.article import Article, Precision, make_article_id
from stanceline.records.extraction import Extraction
from stanceline.records.ids import ArticleId, MentionId, PassageId, StoryId, digest_text, make_id
from stanceline.records.mention import Mention, MentionKind, Qualifier, make_mention_id
from stanceline.records.passage import Passage, PassageKind, make_passage_id
from stanceline.records.rejected import Rejected
from stanceline.records.score import Frame, FrameScore, Label, Pole
from stanceline.records.stance import Day, StanceBreak, StancePoint
from stanceline.records.times import utc
from stanceline.records.voice import Quotation, Voice, VoiceGroup

__all__ = [
    "Article",
    "ArticleId",
    "Day",
    "Extraction",
    "Frame",
    "FrameScore",
    "Label",
    "Mention",
    "MentionId",
    "MentionKind",
    "Passage",
    "PassageId",
    "PassageKind",
    "Pole",
    "Precision",
    "Qualifier",
    "Quotation",
    "Rejected",
    "StanceBreak",
    "StancePoint",
    "StoryId",
    "Voice",
    "VoiceGroup",
    "digest_text",
    "make_article_id",
    "make_id",
    "make_mention_id",
    "make_passage_id",
    "utc",
]
