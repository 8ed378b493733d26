"""Findings to mention records: each with the passage it stands in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from stanceline.extract.plain_data import Finding
from stanceline.records import (
    Article,
    Mention,
    MentionKind,
    Passage,
    PassageId,
    Qualifier,
    make_mention_id,
)

_SENTENCE_END = re.compile(r"[.!?;][”\"')]*[ \u00a0]+|[\n\r]")
_ACTORS = frozenset((MentionKind.PERSON, MentionKind.INSTITUTION, MentionKind.PLACE))


def make_mentions(
    article: Article,
    passages: Sequence[Passage],
    *,
    people: Iterable[Finding],
    institutions: Iterable[Finding],
    amounts: Iterable[Finding],
) -> list[Mention]:
    """Make the mentions of an article in the order of its text."""
    starts = [passage.start for passage in passages]
    found = [
        *(_entity(article, f, MentionKind.PERSON) for f in people),
        *(_entity(article, f, MentionKind(f["kind"])) for f in institutions),
        *(_amount(article, f) for f in amounts),
    ]
    placed = [_placed(mention, passages, starts) for mention in found]
    placed.sort(key=lambda mention: (mention.start, mention.end, mention.kind))
    return [_with_actor(mention, placed) for mention in placed]


def _with_actor(mention: Mention, mentions: Sequence[Mention]) -> Mention:
    """Give an amount the nearest actor before it in its sentence, else after it."""
    if mention.value is None or mention.passage_id is None:
        return mention
    actors = [m for m in mentions if m.passage_id == mention.passage_id and m.kind in _ACTORS]
    before = [m for m in actors if m.end <= mention.start and _share_sentence(m, mention)]
    after = [m for m in actors if m.start >= mention.end and _share_sentence(mention, m)]
    nearest = before[-1] if before else next(iter(after), None)
    if nearest is None:
        return mention
    return replace(mention, actor=nearest.canonical, actor_id=nearest.entity_id)


def _share_sentence(first: Mention, second: Mention) -> bool:
    """Say whether no sentence ends between two mentions."""
    return not _SENTENCE_END.search(first.article.text, first.end, second.start)


def _entity(article: Article, finding: Finding, kind: MentionKind) -> Mention:
    start, end = finding["start"], finding["end"]
    return Mention(
        mention_id=make_mention_id(article, start, end, kind),
        article=article,
        passage_id=None,
        start=start,
        end=end,
        kind=kind,
        entity_id=finding["entity_id"],
        canonical=finding["canonical"],
        wikidata=finding["wikidata"],
        country=finding["country"],
        role=finding.get("role", ""),
    )


def _amount(article: Article, finding: Finding) -> Mention:
    start, end = finding["start"], finding["end"]
    kind = MentionKind(finding["kind"])
    return Mention(
        mention_id=make_mention_id(article, start, end, kind),
        article=article,
        passage_id=None,
        start=start,
        end=end,
        kind=kind,
        value=finding["value"],
        value_high=finding["value_high"],
        currency=finding["currency"],
        unit=finding["unit"],
        qualifier=Qualifier(finding["qualifier"]),
        per=finding["per"],
        of_what=finding["of_what"],
        over_years=finding["over_years"],
    )


def _placed(mention: Mention, passages: Sequence[Passage], starts: Sequence[int]) -> Mention:
    return replace(mention, passage_id=_passage_at(mention.start, passages, starts))


def _passage_at(at: int, passages: Sequence[Passage], starts: Sequence[int]) -> PassageId | None:
    index = bisect_right(starts, at) - 1
    if index < 0 or passages[index].end <= at:
        return None
    return passages[index].passage_id
