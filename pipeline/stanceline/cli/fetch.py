"""``stanceline fetch``: pages, feeds and sites into an archive that can be read offline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stanceline.cli.exit_codes import ExitCode
from stanceline.cli.options import AsJson, Strict

Sources = Annotated[
    list[str],
    typer.Argument(help="Addresses of pages, feeds, sitemaps or sites; files that list some."),
]
Folder = Annotated[Path, typer.Option("--out", "-o", help="The folder of the archive.")]
AllowHost = Annotated[
    list[str] | None,
    typer.Option("--allow-host", help="A host that may have a private address. Can be repeated."),
]
OptOuts = Annotated[
    bool, typer.Option("--honour-opt-outs", help="Leave out pages that opt out of mining.")
]
Refresh = Annotated[
    bool, typer.Option("--refresh", help="Ask again for what was fetched, if it has changed.")
]
MostPages = Annotated[int, typer.Option("--max-pages", min=1, help="Stop after so many pages.")]
Delay = Annotated[
    float, typer.Option("--delay", min=0.0, help="Seconds between two requests to one host.")
]
Timeout = Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds for one answer.")]
Agent = Annotated[str, typer.Option("--agent", help="The name that robots.txt may know us by.")]


def fetch(
    sources: Sources,
    out: Folder,
    allow_host: AllowHost = None,
    max_pages: MostPages = 1000,
    delay: Delay = 1.0,
    timeout: Timeout = 30.0,
    agent: Agent = "stanceline",
    *,
    honour_opt_outs: OptOuts = False,
    refresh: Refresh = False,
    strict: Strict = False,
    json: AsJson = False,
) -> None:
    """Fetch pages into a WARC archive; robots.txt is obeyed, one request a second to a host.

    Running it again goes on where it stopped. ``stanceline run`` reads the folder.
    """
    from stanceline.cli.console import make_console, print_json
    from stanceline.ingest.fetching.client import Client, Limits
    from stanceline.ingest.fetching.crawl import Crawl, Manners, count_kinds
    from stanceline.ingest.fetching.sources import read_sources

    targets = list(read_sources(sources))
    manners = Manners(delay_s=delay, most_pages=max_pages, honours_opt_outs=honour_opt_outs)
    console = make_console()
    limits = Limits(timeout_s=timeout)
    with Client(user_agent=agent, limits=limits, allowed_hosts=allow_host or ()) as client:
        crawl = Crawl(folder=out, client=client, agent=agent, manners=manners, refresh=refresh)
        outcomes = []
        for outcome in crawl.run(targets):
            outcomes.append(outcome)
            console.print(f"{outcome.kind}: {outcome.message or outcome.url}", markup=False)
    counts = count_kinds(outcomes)
    if json:
        print_json({"archive": str(out), "outcomes": dict(counts)})
    else:
        said = ", ".join(f"{count} {kind}" for kind, count in counts.most_common())
        console.print(
            f"{said or 'nothing left to fetch'}; 'stanceline run {out}' reads it", markup=False
        )
    failures = sum(count for kind, count in counts.items() if kind not in _SUCCESSES)
    if strict and failures:
        raise typer.Exit(ExitCode.REJECTED)


_SUCCESSES = frozenset({"fetched", "listing", "unchanged"})
