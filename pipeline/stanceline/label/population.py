"""The passages of a run that can be drawn: what a sample is stratified by, and their texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from stanceline.errors import LabelError
from stanceline.label.tasks import Task
from stanceline.records import Label, PassageId
from stanceline.store.manifest import scorer_of
from stanceline.store.rows import Row
from stanceline.store.run_directory import RunDirectory
from stanceline.store.views import connect, read_rows, read_table

# The classes an audit is stratified by: what cancels in the net, and its two sides.
_CLASS_OF: dict[str, str] = {
    Label.NEITHER: "neither_or_both",
    Label.BOTH: "neither_or_both",
    Label.PREMIUM_FOR_SECURITY: "premium",
    Label.ECONOMIC_CAPITULATION: "capitulation",
}
_SCORED = """
    select s.passage_id, a.story_id, s.label,
           s.p_neither, s.p_premium, s.p_capitulation, s.p_both,
           case when a.published_precision in ('day', 'month')
                then year(a.published) || 'Q' || quarter(a.published) end as quarter
    from scores s join articles a using (article_id)
    order by s.passage_id
"""
_CHOSEN = """
    select s.passage_id, p.article_id, p.start, p."end", p.paragraph, a.text, a.outlet,
           a.published, a.published_precision, s.label, s.model,
           s.p_premium_for_security, s.p_economic_capitulation
    from scores s join passages p using (passage_id) join articles a on a.article_id = p.article_id
    where s.passage_id in (select unnest($ids))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Scored passages in the order of their ids; every array has one value a passage.

    ``probabilities``: (n, 4), neither, premium, capitulation, both. ``quarter`` is empty for a
    passage whose quarter is not known.
    """

    passage_id: np.ndarray
    story: np.ndarray
    label: np.ndarray
    quarter: np.ndarray
    probabilities: np.ndarray

    def __len__(self) -> int:
        return len(self.passage_id)

    @property
    def stratum(self) -> np.ndarray:
        """The quarter and the predicted class."""
        names = zip(self.quarter, self.label, strict=True)
        return np.array([f"{quarter}/{_CLASS_OF[label]}" for quarter, label in names], object)

    def dated(self) -> Population:
        """Return the passages whose quarter is known."""
        return self.take(self.quarter.astype(str) != "")

    def in_quarters(self, quarters: Iterable[str]) -> Population:
        """Return the passages of these quarters, written 2026Q3."""
        return self.take(np.isin(self.quarter.astype(str), sorted(quarters)))

    def without(self, passages: Iterable[str]) -> Population:
        """Return all passages but these."""
        return self.take(~np.isin(self.passage_id.astype(str), sorted(passages)))

    def take(self, chosen: np.ndarray) -> Population:
        """Return the passages at these places, or where this mask is true."""
        return Population(
            passage_id=self.passage_id[chosen],
            story=self.story[chosen],
            label=self.label[chosen],
            quarter=self.quarter[chosen],
            probabilities=self.probabilities[chosen],
        )


def read_population(run: RunDirectory, *, scorer: str = "") -> Population:
    """Read the scored passages of a finished run; ``scorer`` is the manifest's by default.

    Raises:
        RunDirectoryError: the run is not finished.
        LabelError: no passage is scored.

    """
    with connect(run, scorer=scorer or scorer_of(run)) as connection:
        table = read_table(connection, _SCORED)
    if not table.num_rows:
        raise LabelError(f"{run.root}: no passage is scored; 'stanceline score' scores them")
    names = ("p_neither", "p_premium", "p_capitulation", "p_both")
    return Population(
        passage_id=_objects(table, "passage_id"),
        story=_objects(table, "story_id"),
        label=_objects(table, "label"),
        quarter=_objects(table, "quarter"),
        probabilities=np.stack([table[name].to_numpy() for name in names], axis=1),
    )


def _objects(table: pa.Table, name: str) -> np.ndarray:
    return np.array([value or "" for value in table[name].to_pylist()], dtype=object)


def read_texts(run: RunDirectory, ids: Sequence[str]) -> list[str]:
    """Read the texts of passages, in the order of their ids given."""
    return [task.text for task in make_tasks(run, [{"passage_id": i} for i in ids], sample="")]


def find_scorer(run: RunDirectory, beginning: str) -> str:
    """Find the second model that scored this run; ``beginning`` says which when there are more.

    Raises:
        LabelError: none or several fit.

    """
    own = scorer_of(run)[:12]
    known = {path.name.removeprefix("scorer=") for path in (run.root / "scores").glob("scorer=*")}
    fitting = sorted(name for name in known - {own} if name.startswith(beginning[:12]))
    if len(fitting) != 1:
        raise LabelError(
            f"{run.root}: {len(fitting)} other models have scored this run "
            f"({', '.join(fitting) or 'none'}); 'stanceline score RUN --set frame.model=NAME' "
            "adds one, --against FINGERPRINT picks one"
        )
    return fitting[0]


def make_tasks(
    run: RunDirectory, drawn: Sequence[dict[str, Any]], *, sample: str, scorer: str = ""
) -> list[Task]:
    """Make tasks of drawn passages, in the order given, with their text and what is around it.

    ``drawn`` rows hold ``passage_id`` and, when known, ``pi``, ``stratum`` and ``coders``.
    """
    ids = [str(row["passage_id"]) for row in drawn]
    with connect(run, scorer=scorer or scorer_of(run)) as connection:
        found = {row["passage_id"]: row for row in read_rows(connection, _CHOSEN, {"ids": ids})}
    return [_task(found[str(row["passage_id"])], row, sample=sample) for row in drawn]


def _task(row: Row, drawn: dict[str, Any], *, sample: str) -> Task:
    text, start, end = row["text"], row["start"], row["end"]
    above, below = text.rfind("\n\n", 0, start) + 2, text.find("\n\n", end)
    published = row["published"].date().isoformat() if row["published"] else ""
    return Task(
        passage_id=PassageId(row["passage_id"]),
        article_id=row["article_id"],
        start=start,
        end=end,
        text=text[start:end],
        before=text[above if above > 1 else 0 : start],
        after=text[end : below if below >= 0 else len(text)],
        outlet=row["outlet"],
        published=published,
        predicted=Label(row["label"]),
        p_premium_for_security=row["p_premium_for_security"],
        p_economic_capitulation=row["p_economic_capitulation"],
        model=row["model"],
        sample=sample,
        stratum=drawn.get("stratum", ""),
        pi=drawn.get("pi"),
        coders=drawn.get("coders", 1),
    )
