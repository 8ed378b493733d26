"""Points of the series as they are read, and the level of a line over several of them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stanceline.records import StancePoint
from stanceline.store.rows import Row
from stanceline.store.views import read_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ALL = "all"
# 97.5% quantile of Student's t with the 20 degrees of freedom that every point has at least
# (the prior of its moderated variance): never narrower than the points' own bands.
T_QUANTILE = 2.086
_COUNTS = ("n_passages", "n_articles", "n_stories", "n_labels_block")
_WORDS = ("group", "status")


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A net stance over some time; ``se`` is NaN when too few stories allow no band.

    The correction of single periods may go beyond -1 to 1, so that averages stay right; what is
    told of the whole time does not: the band ends where net stance does.
    """

    net: float
    se: float
    share_premium: float
    share_capitulation: float
    n_passages: int
    n_stories: int

    @property
    def low(self) -> float:
        """Lower end of the 95% band; NaN without one."""
        return within_reach(self.net - T_QUANTILE * self.se)

    @property
    def high(self) -> float:
        """Upper end of the 95% band; NaN without one."""
        return within_reach(self.net + T_QUANTILE * self.se)

    @property
    def has_band(self) -> bool:
        """Whether there are stories enough for a band."""
        return math.isfinite(self.se)


def read_points(connection: DuckDBPyConnection) -> list[StancePoint]:
    """Read the series of a run in the order of time; a null number reads as not a number."""
    query = 'select * from series order by "group", period_start'
    return [_point(row) for row in read_rows(connection, query)]


def pool(points: Iterable[StancePoint]) -> Level | None:
    """Average points weighted by effective stories; nothing when none has a value.

    net = sum w net / sum w with w = n_eff. The sampling of stories is taken as independent from
    period to period (but for reprints that cross a border it is); the classifier's error is the
    same mistake in all of them, so it is averaged and not averaged out.
    """
    known = [p for p in points if math.isfinite(p.net) and p.n_eff > 0]
    total = sum(p.n_eff for p in known)
    if not known:
        return None
    sampling = sum((p.n_eff * _banded_error(p)) ** 2 for p in known) / total**2
    classifier = sum(p.n_eff * _classifier_error(p) for p in known) / total
    return Level(
        net=within_reach(sum(p.n_eff * p.net for p in known) / total),
        se=math.hypot(math.sqrt(sampling), classifier),
        share_premium=_share(sum(p.n_eff * p.share_premium for p in known) / total),
        share_capitulation=_share(sum(p.n_eff * p.share_capitulation for p in known) / total),
        n_passages=sum(p.n_passages for p in known),
        n_stories=sum(p.n_stories for p in known),
    )


def within_reach(value: float) -> float:
    """Clip to what a net stance can be; not a number stays none.

    >>> within_reach(-1.03), within_reach(0.5)
    (-1.0, 0.5)
    """
    return value if math.isnan(value) else max(-1.0, min(1.0, value))


def _share(value: float) -> float:
    return max(0.0, within_reach(value))


def _banded_error(point: StancePoint) -> float:
    """Return the standard error behind a point's band; NaN when the series gave it none."""
    return point.se_sampling if math.isfinite(point.net_lo) else math.nan


def _classifier_error(point: StancePoint) -> float:
    """Return the classifier's part of the error; an uncorrected point has none to tell."""
    return point.se_classifier if math.isfinite(point.se_classifier) else 0.0


def is_corrected(points: Iterable[StancePoint]) -> bool:
    """Say whether hand-read passages took the classifier's error out of a line."""
    return any(_classifier_error(point) > 0 for point in points)


def _point(row: Row) -> StancePoint:
    return StancePoint(**{name: _known(name, value) for name, value in row.items()})


def _known(name: str, value: Any) -> Any:  # noqa: ANN401 - a cell of any column
    if value is not None:
        return value
    if name in _COUNTS:
        return 0
    if name in _WORDS:
        return ""
    return False if name == "show_raw" else math.nan
