"""What flows between stages: articles, passages, mentions, voices, scores, points and rejections.

Every record is frozen. Every offset is a half-open range of code points into ``Article.text``;
there is no second coordinate system. Times are aware and in UTC. Ids are made from content, so
that a second run makes the same ones. The column tables of a run directory are these records
(``store/schemas.py`` owns their types on disk, ``docs/records.md`` describes them).
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NewType

ArticleId = NewType("ArticleId", str)
PassageId = NewType("PassageId", str)
StoryId = NewType("StoryId", str)
MentionId = NewType("MentionId", str)
# A record may call a field `date`.
Day = date


class Frame(StrEnum):
    """The two poles of the codebook; each is a yes/no of its own."""

    PREMIUM_FOR_SECURITY = "premium_for_security"
    ECONOMIC_CAPITULATION = "economic_capitulation"


class Label(StrEnum):
    """What a passage voices: one pole, both, or neither."""

    PREMIUM_FOR_SECURITY = "premium_for_security"
    ECONOMIC_CAPITULATION = "economic_capitulation"
    BOTH = "both"
    NEITHER = "neither"


class Precision(StrEnum):
    """How much of a publication date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    NONE = "none"


class PassageKind(StrEnum):
    """Where in the article a passage stands."""

    TITLE = "title"
    BODY = "body"
    QUOTE_BLOCK = "quote_block"


class MentionKind(StrEnum):
    """What a mention names."""

    PERSON = "person"
    INSTITUTION = "institution"
    PLACE = "place"
    MONEY = "money"
    PERCENT = "percent"
    QUANTITY = "quantity"


class Qualifier(StrEnum):
    """How exactly an amount is claimed."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"
    UP_TO = "up_to"
    RANGE = "range"


class VoiceGroup(StrEnum):
    """Who speaks, by standing; ``unknown`` is said, never guessed."""

    GOVERNMENT = "government"
    OPPOSITION = "opposition"
    LEGISLATURE = "legislature"
    BUSINESS = "business"
    LABOUR = "labour"
    EXPERT = "expert"
    MEDIA = "media"
    PUBLIC = "public"
    INTERNATIONAL = "international"
    UNKNOWN = "unknown"


class Quotation(StrEnum):
    """How a voice is rendered; ``own`` is the outlet's own voice."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"
    OWN = "own"


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


def _require_utc(value: datetime | None, *, name: str) -> None:
    if value is not None and value.utcoffset() != timedelta(0):
        raise ValueError(f"{name} must be aware and in UTC, got {value!r}")


def _require_span(start: int, end: int, *, within: int) -> None:
    if not 0 <= start < end <= within:
        raise ValueError(f"span [{start}, {end}) is not inside a text of {within} characters")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One printed article, with its text and where each fact about it came from.

    ``text`` begins with the title on a line of its own when the article has one, so that the
    title has offsets like everything else. ``chars_read`` is less than ``n_chars`` only with a
    reason in ``note``. ``published_local`` is the day as its publisher wrote it, in their zone.
    """

    article_id: ArticleId
    text: str
    source: str
    locator: str
    outlet: str = ""
    url: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    published_local: date | None = None
    published_precision: Precision = Precision.NONE
    published_source: str = ""
    modified: datetime | None = None
    language: str = "und"
    n_chars: int
    chars_read: int
    story_id: StoryId
    story_size: int = 1
    is_wire: bool = False
    agency: str = ""
    relevance: float = 1.0
    opt_outs: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        _require_utc(self.published, name="published")
        _require_utc(self.modified, name="modified")
        if (self.published is None) != (self.published_precision is Precision.NONE):
            raise ValueError("published and published_precision must be known or unknown together")
        if self.chars_read < self.n_chars and not self.note:
            raise ValueError("an article read in part must say why in its note")
        if self.story_size < 1:
            raise ValueError(f"story_size must be at least 1, got {self.story_size}")

    @property
    def text_sha256(self) -> str:
        """The digest of the text, in hexadecimal."""
        return digest_text(self.text)


def make_article_id(*, url: str, outlet: str, title: str, published: str, text: str) -> ArticleId:
    """Make an article's id: the same article read twice is one, a reprint elsewhere is another."""
    return ArticleId(make_id(url, outlet, title, published, digest_text(text)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One to three sentences of one paragraph: the unit that is framed.

    One that is not on the codebook's subject is kept, and no model reads it.
    """

    passage_id: PassageId
    article: Article
    start: int
    end: int
    paragraph: int
    kind: PassageKind = PassageKind.BODY
    is_on_subject: bool = True

    def __post_init__(self) -> None:
        _require_span(self.start, self.end, within=len(self.article.text))

    @property
    def text(self) -> str:
        """The passage's own text."""
        return self.article.text[self.start : self.end]


def make_passage_id(article: Article, start: int, end: int) -> PassageId:
    """Make a passage's id from its article, offsets and text."""
    return PassageId(
        make_id(article.article_id, str(start), str(end), digest_text(article.text[start:end]))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A person, institution, place or amount, where it stands and what it means.

    ``value`` and ``value_high`` are plain numbers: 5.5e11 for "$550 billion", 15.0 for "15%".
    """

    mention_id: MentionId
    article: Article
    passage_id: PassageId | None
    start: int
    end: int
    kind: MentionKind
    entity_id: str = ""
    canonical: str = ""
    wikidata: str | None = None
    country: str = ""
    role: str = ""
    value: float | None = None
    value_high: float | None = None
    currency: str = ""
    unit: str = ""
    qualifier: Qualifier | None = None
    per: str | None = None
    of_what: str = ""
    over_years: float | None = None
    actor: str = ""
    actor_id: str = ""

    def __post_init__(self) -> None:
        _require_span(self.start, self.end, within=len(self.article.text))

    @property
    def surface(self) -> str:
        """The mention as it is written."""
        return self.article.text[self.start : self.end]


def make_mention_id(article: Article, start: int, end: int, kind: MentionKind) -> MentionId:
    """Make a mention's id from its article, offsets and kind."""
    return MentionId(make_id(article.article_id, str(start), str(end), kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Who says a passage or a part of it; ``speaker_*`` are null for the outlet's own voice."""

    passage: Passage
    start: int
    end: int
    group: VoiceGroup
    quotation: Quotation
    speaker: str = ""
    speaker_start: int | None = None
    speaker_end: int | None = None
    entity_id: str = ""
    country: str = ""
    cue: str = ""

    def __post_init__(self) -> None:
        _require_span(self.start, self.end, within=len(self.passage.article.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pole:
    """One side of a debate, as its codebook has it; a codebook may leave out all but the id."""

    id: str
    title: str = ""
    definition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameScore:
    """How likely each pole is voiced in a passage: two calibrated, independent probabilities.

    ``first_label`` is what a smaller model said of the passage before this one was asked.
    """

    passage: Passage
    p_premium_for_security: float
    p_economic_capitulation: float
    label: Label
    tokens: int
    tokens_read: int
    model: str
    model_sha256: str
    first_label: Label | None = None

    def __post_init__(self) -> None:
        for name in ("p_premium_for_security", "p_economic_capitulation"):
            value = getattr(self, name)
            if not 0.0 <= value <= 1.0:
                raise ValueError(f"{name} must be in [0, 1], got {value}")

    @property
    def p_both(self) -> float:
        """Probability that both poles are voiced, the heads being independent."""
        return self.p_premium_for_security * self.p_economic_capitulation

    @property
    def p_premium(self) -> float:
        """Probability of premium for security alone."""
        return self.p_premium_for_security - self.p_both

    @property
    def p_capitulation(self) -> float:
        """Probability of economic capitulation alone."""
        return self.p_economic_capitulation - self.p_both

    @property
    def p_neither(self) -> float:
        """Probability that neither pole is voiced."""
        return (1.0 - self.p_premium_for_security) * (1.0 - self.p_economic_capitulation)

    @property
    def stance(self) -> float:
        """Premium minus capitulation, from -1 to 1."""
        return self.p_premium_for_security - self.p_economic_capitulation


@dataclass(frozen=True, slots=True, kw_only=True)
class StancePoint:
    """One period of one group of the series. ``net`` is premium share minus capitulation share.

    A number that cannot be given is not a number; ``status`` says why.
    """

    period_start: date
    group: str
    n_passages: int
    n_articles: int
    n_stories: int
    n_eff: float
    n_labels_block: int = 0
    undated_share: float = 0.0
    panel_share: float = math.nan
    net_naive: float
    net: float
    net_lo: float
    net_hi: float
    se_sampling: float
    se_classifier: float = math.nan
    show_raw: bool
    net_smooth: float = math.nan
    net_smooth_lo: float = math.nan
    net_smooth_hi: float = math.nan
    net_house_adj: float = math.nan
    net_house_adj_lo: float = math.nan
    net_house_adj_hi: float = math.nan
    share_premium: float
    share_capitulation: float
    share_both_raw: float
    tilt: float
    p_drift: float = math.nan
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceBreak:
    """A change around ``date`` in the level of a line of the series, and what explains it.

    ``date`` is the first day of the new level, between ``date_low`` and ``date_high``. ``before``
    and ``after`` average the net up to the neighbouring breaks. ``confirmed`` says whether
    hand-read labels alone show the change (nothing: too few to say). ``composition`` is the share
    of the change that is not within outlets with every story counted once; ``explanation`` is
    stance, composition or mixed.
    """

    group: str
    date: Day
    date_low: Day
    date_high: Day
    before: float
    after: float
    change_lo: float
    change_hi: float
    p: float
    p_adjusted: float
    confirmed: bool | None
    dsl_change: float
    dsl_lo: float
    dsl_hi: float
    composition: float
    house_adjusted_change: float
    house_adjusted_lo: float
    house_adjusted_hi: float
    explanation: str
    stories_before: float
    stories_after: float
    copies_before: float
    copies_after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """An input that did not become a row, and why, in words its owner can act on."""

    source: str
    locator: str
    stage: str
    error: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """Everything that was found in one article."""

    article: Article
    passages: tuple[Passage, ...]
    mentions: tuple[Mention, ...]
    voices: tuple[Voice, ...]


def utc(value: datetime) -> datetime:
    """Return an aware time in UTC; a naive one is taken as UTC."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
