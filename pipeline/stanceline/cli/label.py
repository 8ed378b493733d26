"""``stanceline label``: samples to label, labels in and out, agreement and errors."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stanceline.cli.label_annotate import annotate
from stanceline.cli.label_exchange import agreement, errors, export, import_, lessons, table
from stanceline.cli.options import AsJson, Run

if TYPE_CHECKING:
    from collections.abc import Callable

    from stanceline.label.audit import AuditSample
    from stanceline.label.population import Population
    from stanceline.label.tasks import Task
    from stanceline.store.run_directory import RunDirectory

label = typer.Typer(
    name="label",
    help="Draw passages to label, take them to any tool and back, and measure agreement.",
    no_args_is_help=True,
)


class Strategy(StrEnum):
    """How passages are picked."""

    AUDIT = "audit"
    UNCERTAINTY = "uncertainty"
    DIVERSITY = "diversity"
    DISAGREEMENT = "disagreement"


Size = Annotated[int, typer.Option("--size", "-n", min=1, help="How many passages.")]
Picked = Annotated[
    Strategy,
    typer.Option(help="audit: known probabilities, for the series; the others: for training."),
]
SampleOut = Annotated[Path, typer.Option("--out", "-o", help="The sample file to write (JSONL).")]
Quarters = Annotated[
    list[str] | None, typer.Option("--quarter", help="Only this quarter: 2026Q3. Repeatable.")
]
Against = Annotated[
    str, typer.Option(help="disagreement: the second model's fingerprint, or its beginning.")
]
Without = Annotated[
    Path | None, typer.Option(help="For training: leave out the passages of this audit sample.")
]
DoubleShare = Annotated[
    float, typer.Option(min=0.0, max=1.0, help="Share of passages for a second coder.")
]
PerStory = Annotated[
    int, typer.Option(min=1, help="At most this many passages of a story (audit, uncertainty).")
]
Seed = Annotated[int, typer.Option(help="The same seed draws the same sample.")]


@label.command("sample")
def sample(
    run: Run,
    out: SampleOut,
    *,
    size: Size = 600,
    strategy: Picked = Strategy.AUDIT,
    quarters: Quarters = None,
    against: Against = "",
    without: Without = None,
    double_share: DoubleShare = 0.2,
    per_story: PerStory = 1,
    seed: Seed = 0,
) -> None:
    """Draw passages to label: an audit sample, or passages that teach a model most."""
    from functools import partial

    from stanceline.errors import LabelError
    from stanceline.label.audit import draw_audit
    from stanceline.label.population import make_tasks, read_population
    from stanceline.label.tasks import read_tasks, write_tasks
    from stanceline.store.run_directory import open_run

    directory = open_run(run)
    population = read_population(directory)
    if quarters:
        population = population.in_quarters(quarters)
        if not len(population):
            raise LabelError(f"no scored passage in {', '.join(quarters)}; a quarter is 2026Q3")
    if without is not None:
        if strategy is Strategy.AUDIT:
            raise typer.BadParameter("--without would bias an audit; it is for training picks")
        population = population.without(task.passage_id for task in read_tasks(without))
    if strategy is Strategy.AUDIT:
        draw = partial(
            draw_audit, size=size, seed=seed, double_share=double_share, per_story=per_story
        )
        tasks = _audit(directory, population, draw, sample=f"audit-{seed}")
    else:
        pick = partial(_pick, strategy=strategy, size=size, against=against, seed=seed)
        rows = [{"passage_id": p} for p in pick(directory, population, per_story=per_story)]
        tasks = make_tasks(directory, rows, sample=f"{strategy}-{seed}")
    write_tasks(tasks, out)
    print(f"{len(tasks)} passages to label: {out}")


def _audit(
    directory: RunDirectory,
    population: Population,
    draw: Callable[[Population], AuditSample],
    *,
    sample: str,
) -> list[Task]:
    from stanceline.cli.console import make_console
    from stanceline.label.population import make_tasks

    console = make_console()
    dated = population.dated()
    if undated := len(population) - len(dated):
        console.print(f"{undated} passages of unknown quarter cannot be drawn", markup=False)
    drawn = draw(dated)
    console.print(
        f"{len(drawn.chosen)} drawn from {len(set(drawn.stratum))} strata, "
        f"design effect {drawn.design_effect:.2f}, "
        f"{int((drawn.coders == 2).sum())} for two coders",
        markup=False,
    )
    rows = [
        {"passage_id": passage, "pi": float(pi), "stratum": str(stratum), "coders": int(coders)}
        for passage, pi, stratum, coders in zip(
            dated.passage_id[drawn.chosen], drawn.pi, drawn.stratum, drawn.coders, strict=True
        )
    ]
    return make_tasks(directory, rows, sample=sample)


def _pick(
    directory: RunDirectory,
    population: Population,
    *,
    strategy: Strategy,
    size: int,
    against: str,
    seed: int,
    per_story: int,
) -> list[str]:
    from stanceline.label.active import pick_disputed, pick_diverse, pick_uncertain
    from stanceline.label.population import find_scorer, read_population, read_texts

    if strategy is Strategy.UNCERTAINTY:
        chosen = pick_uncertain(population, size=size, per_story=per_story)
    elif strategy is Strategy.DIVERSITY:
        chosen = pick_diverse(
            population, lambda ids: read_texts(directory, ids), size=size, seed=seed
        )
    else:
        other = read_population(directory, scorer=find_scorer(directory, against))
        chosen = pick_disputed(population, other, size=size)
    return [str(passage) for passage in population.passage_id[chosen]]


Sizes = Annotated[str, typer.Option(help="Numbers of labels, by commas.")]
DesignEffect = Annotated[
    float, typer.Option(min=1.0, help="Price of unequal probabilities, as a sample states it.")
]


@label.command("plan")
def plan(
    run: Run,
    *,
    sizes: Sizes = "150,300,600,1200,2400",
    design_effect: DesignEffect = 1.5,
    json: AsJson = False,
) -> None:
    """Say how many labels buy how narrow a band, from the run's own scores and stories."""
    from dataclasses import asdict

    from stanceline.cli.console import print_json
    from stanceline.label.planning import plan_labels
    from stanceline.label.population import read_population
    from stanceline.store.run_directory import open_run

    directory = open_run(run)
    try:
        wanted = [int(size) for size in sizes.split(",")]
    except ValueError as error:
        raise typer.BadParameter(f"--sizes {sizes}: numbers by commas, as in 300,600") from error
    plans = plan_labels(
        read_population(directory), directory, sizes=wanted, design_effect=design_effect
    )
    if json:
        print_json({"plans": [asdict(one) for one in plans]})
        return
    print("labels  each class  band of a period  band of the change  stories alone")
    for one in plans:
        print(
            f"{one.labels:6}  {one.each_class:10}  {one.period_width:16.3f}"
            f"  {one.change_width:18.3f}  {one.stories_only_width:13.3f}"
        )


for name, verb in (
    ("annotate", annotate),
    ("export", export),
    ("import", import_),
    ("agreement", agreement),
    ("errors", errors),
    ("table", table),
    ("lessons", lessons),
):
    label.command(name)(verb)
