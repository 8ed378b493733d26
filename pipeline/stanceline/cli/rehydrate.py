"""``stanceline rehydrate``: the text back into a text-free dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stanceline.cli.exit_codes import ExitCode
from stanceline.cli.options import AsJson, Inputs, Strict

Dataset = Annotated[Path, typer.Argument(help="A dataset that 'stanceline export' made.")]
FilledOut = Annotated[Path, typer.Option("--out", "-o", help="The folder to write.")]


def rehydrate(
    dataset: Dataset,
    inputs: Inputs,
    out: FilledOut,
    *,
    strict: Strict = False,
    json: AsJson = False,
) -> None:
    """Fill in the text from articles you hold, check every digest, and say what was not found."""
    from stanceline.cli.console import print_json
    from stanceline.export.rehydrate import Outcome, rehydrate
    from stanceline.ingest.reading import find_files, read_file

    articles = (item for path in find_files(inputs) for item in read_file(path))
    result = rehydrate(dataset, articles, out)
    passages = {str(outcome): result.passages.get(outcome, 0) for outcome in Outcome}
    if json:
        print_json(
            {
                "passages": passages,
                "articles_exact": result.articles_exact,
                "articles_changed": result.articles_changed,
                "articles_missing": result.articles_missing,
                "missing_urls": list(result.missing_urls),
                "inputs_rejected": len(result.rejected),
            }
        )
    else:
        print(f"passages: {', '.join(f'{count} {name}' for name, count in passages.items())}")
        print(
            f"articles: {result.articles_exact} as they were, {result.articles_changed} changed, "
            f"{result.articles_missing} not found"
        )
        for url in result.missing_urls:
            print(f"not found: {url}")
        print(f"report: {out / 'passage_report.parquet'}")
    if strict and passages[Outcome.MISSING] + passages[Outcome.EDITED]:
        raise typer.Exit(ExitCode.REJECTED)
