"""``stanceline demo``: the sample corpus, end to end, against its planted truth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stanceline.cli.options import configure


def demo(
    out: Annotated[Path, typer.Option("--out", "-o", help="The run directory to write.")] = Path(
        "out/demo"
    ),
) -> None:
    """Run the shipped sample corpus and say how close the result comes to what was planted."""
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
    print_summary(out, manifest)
    run, truth = RunDirectory(out), corpus / "truth.jsonl"
    for line in print_comparison(compare(run, truth)):
        print(line)
    audit = draw_audit(run, truth)
    labels = write_labels(audit, out / "planted-labels.jsonl")
    for line in print_correction(correct(run, truth, audit)):
        print(line)
    print(f"the same for a run of your own: stanceline series {out} --labels {labels}")
