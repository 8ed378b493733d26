"""From a line to its points: raw values, bands, the smoothed line, and the status of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stanceline.records import StancePoint
from stanceline.series.bands import half_widths
from stanceline.series.line import Line
from stanceline.series.periods import first_days
from stanceline.series.smoother import Smoothed, hide_unknown, smooth
from stanceline.series.statuses import Status, choose_statuses

# Below this share of passages with any frame, the ratio of the two poles is noise.
_MIN_FRAMED_FOR_TILT = 0.1
# The smoothed band is normal: its mean rests on the whole line.
_NORMAL_DF = np.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """What every point of a run repeats."""

    undated_share: float
    p_drift: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The points of a line and the smoother behind its thick line, when there is one."""

    points: tuple[StancePoint, ...]
    smoothed: Smoothed | None


def draw(line: Line, facts: RunFacts) -> Drawn:
    """Make the points of a line, one a period from its first passage to its last."""
    columns = _counts(line) | _raw(line)
    smoothed, thick = _smooth(line, columns["net"])
    columns |= thick | _shares(line, columns["net"]) | _adjusted(line)
    starts = first_days(np.arange(line.first, line.first + line.n_periods), line.calendar.period)
    plain = {name: values.tolist() for name, values in columns.items()}
    statuses = _statuses(line)
    points = tuple(
        StancePoint(
            period_start=start,
            group=line.name,
            undated_share=facts.undated_share,
            p_drift=facts.p_drift,
            status=str(statuses[place]),
            **{name: values[place] for name, values in plain.items()},
        )
        for place, start in enumerate(starts.tolist())
    )
    return Drawn(points=points, smoothed=smoothed)


def usable_periods(line: Line) -> np.ndarray:
    """Say which periods (t,) have a net: passages, usable labels, and none too far off."""
    if line.errors.why_unusable:
        return np.zeros(line.n_periods, dtype=bool)
    near = _distance_to_labels(line) <= line.settings.max_blocks_from_labels
    return np.asarray((line.net.n_stories > 0) & near)


def main_blocks(line: Line) -> np.ndarray:
    """Return the block (t,) that holds most of each period's weight."""
    return np.asarray(line.block_share.argmax(axis=1))


def _distance_to_labels(line: Line) -> np.ndarray:
    """Count the quarters (t,) from each period to the nearest labels; 0 when none are used."""
    if line.errors.labels is None:
        return np.zeros(line.n_periods)
    labelled = np.flatnonzero(line.errors.per_block)
    if not len(labelled):
        return np.full(line.n_periods, np.inf)
    blocks = main_blocks(line)
    return np.asarray(np.abs(blocks[:, None] - labelled).min(axis=1))


def _counts(line: Line) -> dict[str, np.ndarray]:
    size = line.n_periods
    width = np.int64(line.rows.article.max()) + 1
    printed = np.unique(line.period_of * width + line.rows.article) // width
    per_block = line.errors.per_block
    houses = line.houses
    alone = np.where(line.net.n_stories > 0, 1.0, 0.0)
    return {
        "n_passages": np.bincount(line.period_of, minlength=size),
        "n_articles": np.bincount(printed, minlength=size),
        "n_stories": line.net.n_stories,
        "n_eff": line.net.n_eff,
        "n_labels_block": per_block[main_blocks(line)] if len(per_block) else np.zeros(size, int),
        "panel_share": alone if houses is None else houses.panel_share,
        "show_raw": line.net.n_eff >= line.settings.min_eff_raw,
    }


def _raw(line: Line) -> dict[str, np.ndarray]:
    usable = usable_periods(line)
    net = np.where(usable, line.net.mean, np.nan)
    half = _half(line, line.net.variance + line.classifier)
    se_classifier = line.classifier if line.correction is not None else np.nan
    return {
        "net_naive": line.naive.mean,
        "net": net,
        "net_lo": net - half,
        "net_hi": net + half,
        "se_sampling": np.where(usable, np.sqrt(line.net.variance), np.nan),
        "se_classifier": np.where(usable, np.sqrt(se_classifier), np.nan),
    }


def _half(line: Line, variance: np.ndarray) -> np.ndarray:
    if not line.has_bands:
        return np.full(line.n_periods, np.nan)
    return half_widths(line.net.degrees, variance, alpha=line.settings.alpha)


def _smooth(line: Line, net: np.ndarray) -> tuple[Smoothed | None, dict[str, np.ndarray]]:
    blank = np.full(line.n_periods, np.nan)
    known = np.isfinite(net)
    if not line.has_bands or not known.any():
        return None, {"net_smooth": blank, "net_smooth_lo": blank, "net_smooth_hi": blank}
    n_eff = line.net.n_eff
    noise = np.divide(line.net.unit, n_eff, out=blank.copy(), where=n_eff > 0)
    # A line without any spread (all stories alike) still needs a noise to divide by.
    noise = np.maximum(noise, 1e-12)
    smoothed = smooth(net, noise, shock_ratio=line.settings.shock_likelihood_ratio)
    mean = hide_unknown(smoothed.mean, known, max_gap=line.settings.max_gap)
    variance = smoothed.variance + _nearest(line.classifier, known)
    half = half_widths(np.asarray(_NORMAL_DF), variance, alpha=line.settings.alpha)
    return smoothed, {
        "net_smooth": mean,
        "net_smooth_lo": mean - half,
        "net_smooth_hi": mean + half,
    }


def _nearest(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Fill values (t,) that are not known from the nearest period that is."""
    places = np.flatnonzero(known)
    wanted = np.arange(len(values))
    return np.asarray(values[places[np.abs(wanted[:, None] - places).argmin(axis=1)]])


def _shares(line: Line, net: np.ndarray) -> dict[str, np.ndarray]:
    """Return both shares: their difference is the net, their sum is corrected like it."""
    framed = np.where(np.isfinite(net), line.framed, np.nan)
    tilt = np.divide(
        net, framed, out=np.full_like(net, np.nan), where=framed > _MIN_FRAMED_FOR_TILT
    )
    return {
        "share_premium": (framed + net) / 2.0,
        "share_capitulation": (framed - net) / 2.0,
        "share_both_raw": line.clusters.mean(line.rows.scores[:, 3]),
        "tilt": tilt,
    }


def _adjusted(line: Line) -> dict[str, np.ndarray]:
    blank = np.full(line.n_periods, np.nan)
    if line.adjusted is None:
        return {"net_house_adj": blank, "net_house_adj_lo": blank, "net_house_adj_hi": blank}
    mean = np.where(usable_periods(line), line.adjusted.mean, np.nan)
    half = _half(line, line.adjusted.variance + line.classifier)
    return {
        "net_house_adj": mean,
        "net_house_adj_lo": mean - half,
        "net_house_adj_hi": mean + half,
    }


def _statuses(line: Line) -> list[Status]:
    everywhere = np.ones(line.n_periods, dtype=bool)
    in_group, settings = line.errors.in_group, line.settings
    few_labels = in_group is not None and in_group < settings.min_labels_group
    conditions = [
        (Status.NO_DATA, line.net.n_stories == 0),
        (Status.ERROR_MODEL_UNUSABLE, everywhere & bool(line.errors.why_unusable)),
        (Status.TOO_FEW_STORIES, everywhere & (not line.has_bands)),
        (Status.NO_LABELS_NEARBY, _distance_to_labels(line) > 0),
        (Status.UNCORRECTED, everywhere & (line.errors.labels is None)),
        (Status.RAW_SUPPRESSED, line.net.n_eff < settings.min_eff_raw),
        (Status.POOLED_ERROR_MODEL, everywhere & few_labels),
    ]
    return choose_statuses(conditions, size=line.n_periods)
