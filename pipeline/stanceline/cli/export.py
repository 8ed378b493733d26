"""``stanceline export``: a finished run to a dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stanceline.cli.options import AsJson, ConfigFile, Overrides, Run, configure

Format = Annotated[
    str, typer.Option("--to", help="parquet, csv, jsonl, sqlite, duckdb, or hf (a Hub folder).")
]
DatasetOut = Annotated[Path, typer.Option("--out", "-o", help="The dataset folder to write.")]
Tables = Annotated[str, typer.Option(help="Tables, by commas; all by default.")]
TextFree = Annotated[bool, typer.Option("--text-free", help="Leave out every article's words.")]
QuoteChars = Annotated[
    int, typer.Option(help="With --text-free: keep this many characters of a passage.")
]
SitesOnly = Annotated[
    bool, typer.Option("--sites-only", help="With --text-free: cut addresses after their site.")
]
Title = Annotated[str, typer.Option(help="What the dataset is called.")]
Authors = Annotated[
    list[str] | None, typer.Option("--author", help="'Family, Given' or a name. Can be repeated.")
]
Licence = Annotated[str, typer.Option("--license", help="An SPDX name; 'other' says nothing.")]
Push = Annotated[
    str, typer.Option("--push", help="Also send it to this Hub repository (NAME/DATASET).")
]


def export(
    run: Run,
    to: Format,
    out: DatasetOut,
    *,
    tables: Tables = "",
    quote_chars: QuoteChars = 0,
    title: Title = "Framing of news passages",
    authors: Authors = None,
    licence: Licence = "other",
    push: Push = "",
    config: ConfigFile = None,
    overrides: Overrides = None,
    text_free: TextFree = False,
    sites_only: SitesOnly = False,
    json: AsJson = False,
) -> None:
    """Write a run's tables as a dataset, with a data dictionary and digests."""
    from stanceline.cli.console import print_json
    from stanceline.config import find_home
    from stanceline.export.citation import Credits
    from stanceline.export.dataset import Export, export_run
    from stanceline.export.dictionary import read_descriptions
    from stanceline.export.huggingface import push_folder
    from stanceline.export.sharing import Sharing, choose_tables
    from stanceline.store.manifest import read_manifest
    from stanceline.store.run_directory import open_run

    directory = open_run(run)
    if push and to != "hf":
        raise typer.BadParameter("--push sends a Hub folder: use it with --to hf")
    request = Export(
        format=to,
        descriptions=read_descriptions(find_home(configure(config, overrides).settings)),
        credits=Credits(
            title=title,
            authors=tuple(authors or ()),
            licence=licence,
            date=str(read_manifest(directory).get("created", "")),
        ),
        tables=choose_tables(tables),
        sharing=Sharing(text_free=text_free, quote_chars=quote_chars, sites_only=sites_only),
    )
    receipt = export_run(directory, request, out)
    if push:
        receipt["pushed_to"] = push_folder(out, push, private=True)
    if json:
        print_json(receipt)
        return
    for name, rows in receipt["tables"].items():
        print(f"{name}: {rows} rows")
    print(f"dataset: {out}")
