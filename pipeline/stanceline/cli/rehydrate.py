"""``stanceline rehydrate``: the text back into a text-free dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stanceline.cli.exit_codes import ExitCode
from stanceline.cli.fetch import Agent, AllowHost, Delay, MostPages, OptOuts, Timeout
from stanceline.cli.options import AsJson, Strict

Dataset = Annotated[Path, typer.Argument(help="A dataset that 'stanceline export' made.")]
Held = Annotated[
    list[Path] | None, typer.Argument(help="Files, folders, patterns or archives of articles.")
]
FilledOut = Annotated[Path, typer.Option("--out", "-o", help="The folder to write.")]
FetchInto = Annotated[
    Path | None,
    typer.Option(
        "--fetch", help="Fetch what the files lack from its address, into an archive here."
    ),
]


def rehydrate(
    dataset: Dataset,
    out: FilledOut,
    inputs: Held = None,
    *,
    fetch: FetchInto = None,
    allow_host: AllowHost = None,
    max_pages: MostPages = 1000,
    delay: Delay = 1.0,
    timeout: Timeout = 30.0,
    agent: Agent = "stanceline",
    honour_opt_outs: OptOuts = False,
    strict: Strict = False,
    json: AsJson = False,
) -> None:
    """Fill in the text from files or the web, check every digest, and say what was not found."""
    from stanceline.cli.console import print_json
    from stanceline.export.from_web import WebPages
    from stanceline.export.rehydrate import Outcome, rehydrate
    from stanceline.ingest.fetching.client import Limits
    from stanceline.ingest.fetching.crawl import Manners
    from stanceline.ingest.reading import find_files, read_file

    if not inputs and fetch is None:
        raise typer.BadParameter("give files of articles, or --fetch FOLDER to ask the web")
    articles = (item for path in find_files(inputs or []) for item in read_file(path))
    pages = None
    if fetch is not None:
        manners = Manners(delay_s=delay, most_pages=max_pages, honours_opt_outs=honour_opt_outs)
        pages = WebPages(
            folder=fetch,
            agent=agent,
            allowed_hosts=tuple(allow_host or ()),
            limits=Limits(timeout_s=timeout),
            manners=manners,
        )
    result = rehydrate(dataset, articles, out, fetch=pages)
    passages = {str(outcome): result.passages.get(outcome, 0) for outcome in Outcome}
    reasons = {one.source: one.message for one in result.rejected if one.stage == "fetch"}
    if json:
        print_json(
            {
                "passages": passages,
                "articles_exact": result.articles_exact,
                "articles_changed": result.articles_changed,
                "articles_missing": result.articles_missing,
                "missing_urls": list(result.missing_urls),
                "not_fetched": reasons,
                "inputs_rejected": len(result.rejected) - len(reasons),
            }
        )
    else:
        print(f"passages: {', '.join(f'{count} {name}' for name, count in passages.items())}")
        print(
            f"articles: {result.articles_exact} as they were, {result.articles_changed} changed, "
            f"{result.articles_missing} not found"
        )
        for url in result.missing_urls:
            print(f"not found: {reasons.get(url, url)}")
        print(f"report: {out / 'passage_report.parquet'}")
    if strict and passages[Outcome.MISSING] + passages[Outcome.EDITED]:
        raise typer.Exit(ExitCode.REJECTED)
