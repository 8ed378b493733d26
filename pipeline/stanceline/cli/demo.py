"""``stanceline demo``: the sample corpus, end to end, against its planted truth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stanceline.cli.options import configure

if TYPE_CHECKING:
    from stanceline.config import SeriesSettings
    from stanceline.store.run_directory import RunDirectory


def demo(
    out: Annotated[Path, typer.Option("--out", "-o", help="The run directory to write.")] = Path(
        "out/demo"
    ),
) -> None:
    """Run the shipped sample corpus and say how close the result comes to what was planted.

    The report it ends with is corrected by some hundred planted labels, drawn at random.
    """
    from stanceline.batch.planted import compare, print_comparison
    from stanceline.batch.planted_audit import (
        correct,
        draw_audit,
        print_correction,
        write_labels,
    )
    from stanceline.cli.run import run_everything
    from stanceline.cli.summary import print_summary
    from stanceline.config import find_home
    from stanceline.store.run_directory import RunDirectory

    configuration = configure(None, None)
    corpus = find_home(configuration.settings) / "corpora" / "sample-news"
    manifest = run_everything([corpus / "articles"], out, configuration)
    run, truth = RunDirectory(out), corpus / "truth.jsonl"
    for line in print_comparison(compare(run, truth)):
        print(line)
    audit = draw_audit(run, truth)
    labels = write_labels(audit, out / "planted-labels.jsonl")
    for line in print_correction(correct(run, truth, audit)):
        print(line)
    summary = _correct_report(run, configuration.settings.series, labels)
    print_summary(out, manifest | {"series": summary})
    print(f"the same for a run of your own: stanceline series {out} --labels {labels}")


def _correct_report(run: RunDirectory, settings: SeriesSettings, labels: Path) -> dict[str, Any]:
    """Correct the series of a run by labels and write its report again; return the summary."""
    from stanceline.batch.series import write_series
    from stanceline.report.page import write_report
    from stanceline.store.manifest import note_series, poles_of, scorer_of

    chosen = settings.model_copy(update={"labels": labels})
    with run.locked():
        summary = write_series(run, chosen, scorer=scorer_of(run), poles=poles_of(run))
        note_series(run, summary)
        write_report(run)
    return summary
