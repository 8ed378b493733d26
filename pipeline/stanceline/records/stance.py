"""The series: its points, and the changes of its level."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

# A record may call a field `date`.
Day = date


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
