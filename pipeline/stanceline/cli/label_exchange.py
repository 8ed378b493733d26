"""``stanceline label`` after the sample is drawn: to the tools and back, agreement and errors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stanceline.cli.exit_codes import ExitCode
from stanceline.cli.options import AsJson, Strict

SampleFile = Annotated[Path, typer.Argument(help="A sample, as 'stanceline label sample' made it.")]
LogFile = Annotated[Path, typer.Option("--log", help="The label log (JSONL, only appended to).")]
ToolFormat = Annotated[
    str, typer.Option("--to", help="label-studio, doccano, prodigy, argilla, csv or xlsx.")
]
FileOut = Annotated[Path, typer.Option("--out", "-o", help="The file to write.")]
WithLabels = Annotated[Path | None, typer.Option("--labels", help="Take labels of this log along.")]


def export(sample: SampleFile, to: ToolFormat, out: FileOut, *, labels: WithLabels = None) -> None:
    """Write a sample for an annotation tool, with the model's labels where the tool takes them."""
    from stanceline.label.exchange.formats import write_labels
    from stanceline.label.log import read_log
    from stanceline.label.tasks import read_tasks

    tasks = read_tasks(sample)
    ours = {task.passage_id for task in tasks}
    given = read_log(labels) if labels else []
    kept = [annotation for annotation in given if annotation.passage_id in ours]
    write_labels(to, tasks, out, annotations=kept)
    print(f"{len(tasks)} passages, {len(kept)} labels: {out}")


ToolFile = Annotated[Path, typer.Argument(help="What the tool exported.")]
FromFormat = Annotated[
    str, typer.Option("--from", help="label-studio, doccano, prodigy, argilla, csv or xlsx.")
]
OfSample = Annotated[Path, typer.Option("--sample", help="The sample the tool was given.")]
Coder = Annotated[str, typer.Option(help="Who labelled, for files that do not say.")]
Columns = Annotated[
    list[str] | None,
    typer.Option("--column", help="OURS=THEIRS, as in text=Example. Repeatable (csv, xlsx)."),
]


def import_(
    file: ToolFile,
    sample: OfSample,
    log: LogFile,
    from_: FromFormat,
    *,
    coder: Coder = "",
    columns: Columns = None,
    strict: Strict = False,
) -> None:
    """Check a tool's labels against the sample and add them to a label log.

    Labels that stand in the log already are not added again.
    """
    from stanceline.cli.console import make_console
    from stanceline.label.annotations import Annotation
    from stanceline.label.exchange.formats import read_labels
    from stanceline.label.log import LabelLog
    from stanceline.label.tasks import read_tasks

    names = dict(column.split("=", 1) for column in columns or () if "=" in column)
    items = list(read_labels(from_, file, read_tasks(sample), coder=coder, names=names))
    found = [item for item in items if isinstance(item, Annotation)]
    rejected = [item for item in items if not isinstance(item, Annotation)]
    standing = LabelLog(log).read()
    added = LabelLog(log).append([item for item in found if item not in standing])
    console = make_console()
    for item in rejected:
        console.print(f"{item.locator}: {item.message}", markup=False)
    print(f"{added} labels added, {len(found) - added} known, {len(rejected)} rejected: {log}")
    if strict and rejected:
        raise typer.Exit(ExitCode.REJECTED)


Log = Annotated[Path, typer.Argument(help="A label log, as import and the annotation page write.")]
AgreementSeed = Annotated[int, typer.Option("--seed", help="Seed of the intervals.")]
TrainingSample = Annotated[Path, typer.Option("--sample", help="The training sample labelled.")]
SampleOption = Annotated[
    Path | None, typer.Option("--sample", help="The sample: intervals are then by article.")
]


def agreement(
    log: Log, *, sample: SampleOption = None, seed: AgreementSeed = 0, json: AsJson = False
) -> None:
    """Say how far coders agree: alpha and kappas with intervals, by class, coder and month."""
    from stanceline.cli.agreement import print_agreement, to_json
    from stanceline.cli.console import print_json
    from stanceline.label.agreement import CodedUnits, measure_agreement
    from stanceline.label.log import read_log
    from stanceline.label.tasks import read_tasks

    annotations = read_log(log)
    tasks = read_tasks(sample) if sample else []
    clusters = {str(task.passage_id): task.article_id for task in tasks}
    report = measure_agreement(CodedUnits.from_annotations(annotations, clusters), seed=seed)
    if json:
        print_json(to_json(report))
    else:
        print_agreement(report)


Queue = Annotated[
    Path | None, typer.Option("--queue", help="Write disputed passages here, to be decided.")
]


def errors(log: Log, sample: OfSample, *, queue: Queue = None) -> None:
    """List labels that are likely wrong, and passages whose coders differ."""
    from stanceline.label.agreement import queue_disputes
    from stanceline.label.log import read_log
    from stanceline.label.suspects import find_suspects
    from stanceline.label.tasks import read_tasks, write_tasks

    annotations, tasks = read_log(log), read_tasks(sample)
    suspects = find_suspects(annotations, tasks)
    disputed = queue_disputes(annotations, tasks)
    for suspect in suspects:
        given = suspect.annotation
        print(
            f"{given.passage_id}  {given.coder}: {given.label}, model: {suspect.suggested} "
            f"(quality {suspect.quality:.2f})  {suspect.task.text[:80]!r}"
        )
    print(f"{len(suspects)} labels to look at again, {len(disputed)} passages disputed")
    if queue is not None:
        write_tasks([task for task, _ in disputed], queue)
        print(f"to decide, as coder 'adjudicated': {queue}")


def table(log: Log, out: FileOut) -> None:
    """Write the labels that stand as a table for 'stanceline series --labels' (CSV).

    Only labels of audit samples have a known probability and are written.
    """
    from stanceline.label.agreement import settle
    from stanceline.label.log import read_log
    from stanceline.label.table import write_table

    settled = settle(read_log(log))
    written = write_table(settled, out)
    print(f"{written} labels, {len(settled) - written} without a known probability left out: {out}")


def lessons(log: Log, sample: TrainingSample, out: FileOut) -> None:
    """Write the labels of a training sample, with their texts, for 'stanceline train --data'.

    A passage that coders differ on is left out until somebody decides it.
    """
    from stanceline.label.lessons import write_lessons
    from stanceline.label.log import read_log
    from stanceline.label.tasks import read_tasks

    tasks = read_tasks(sample)
    written = write_lessons(read_log(log), tasks, out)
    print(f"{written} lessons, {len(tasks) - written} passages without an agreed label: {out}")
