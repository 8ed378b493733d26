"""``stanceline train``: labelled texts to a calibrated model directory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stanceline.cli.options import AsJson

if TYPE_CHECKING:
    from stanceline.cli.console import BarProgress

RecipeFile = Annotated[Path | None, typer.Option(help="A recipe, as models/*/recipe.toml.")]
ModelOut = Annotated[Path, typer.Option("--out", "-o", help="The model directory to write.")]
# Any debate
CodebookFile = Annotated[
    Path | None, typer.Option(help="A codebook, as corpora/deal-frames/codebook.toml.")
]
DataFile = Annotated[
    Path | None, typer.Option("--data", help="Labelled texts: CSV, JSON lines, Parquet or export.")
]
Base = Annotated[str, typer.Option(help="minilm (fast), mpnet (better), or a model folder.")]
Columns = Annotated[
    list[str] | None,
    typer.Option(help="ROLE=NAME for text, label, story, outlet or time. Can be repeated."),
]
Slices = Annotated[
    list[str] | None, typer.Option("--slice", help="A column to break results down by.")
]
GroupBy = Annotated[
    str, typer.Option(help="What folds keep together: auto, story, outlet, time, none.")
]
Folds = Annotated[int, typer.Option(min=2, max=20, help="Folds of the cross-validation.")]
Task = Annotated[
    str, typer.Option(help="frames; or voices: who says what, from annotated sentences (--data).")
]
Held = Annotated[
    Path | None,
    typer.Option(help="With --task voices: sentences held back; without, a tenth of --data."),
]
Epochs = Annotated[int, typer.Option(min=1, help="With --task voices: at most so many epochs.")]
FrozenLayers = Annotated[
    int, typer.Option(min=0, help="With --task voices: lowest layers that do not learn.")
]
Seed = Annotated[int | None, typer.Option(help="Another seed than the recipe's.")]
# Our own corpora
Written = Annotated[Path, typer.Option(help="Folder of written passages (JSON lines).")]
RECORD_LABELS = Path("corpora/public-record/labels.jsonl")
RecordLabels = Annotated[
    list[Path] | None,
    typer.Option(help="Text-free labels of real passages; corpora/public-record/labels.jsonl."),
]
RecordTexts = Annotated[
    list[Path] | None,
    typer.Option(help="Texts of the real passages, as JSON lines; without them, written only."),
]
Teacher = Annotated[
    str | None, typer.Option(help="A larger model to learn from: its probabilities are targets.")
]
Unlabelled = Annotated[
    Path | None, typer.Option(help="With --teacher: JSON lines with 'text' for it to label.")
]


def train(
    out: ModelOut,
    *,
    codebook: CodebookFile = None,
    data: DataFile = None,
    base: Base = "minilm",
    column: Columns = None,
    slices: Slices = None,
    group_by: GroupBy = "auto",
    folds: Folds = 5,
    seed: Seed = None,
    recipe: RecipeFile = None,
    written: Written = Path("corpora/deal-frames/passages"),
    record_labels: RecordLabels = None,
    record_texts: RecordTexts = None,
    teacher: Teacher = None,
    unlabelled: Unlabelled = None,
    task: Task = "frames",
    held: Held = None,
    epochs: Epochs = 6,
    frozen_layers: FrozenLayers = 0,
    json: AsJson = False,
) -> None:
    """Train a model for any debate (--codebook, --data), or ours (--recipe).

    Labels of your own are cross-validated, and what ships is trained on all of them. With
    --task voices, a model that hears who says what, for extract.voices_model.
    """
    from stanceline.cli.console import print_json, show_progress
    from stanceline.errors import LabelError

    if task not in {"frames", "voices"}:
        raise LabelError(f"no task {task!r}; known: frames, voices")
    if task == "voices":
        wanted = {"base": base, "epochs": epochs, "frozen_layers": frozen_layers, "seed": seed or 0}
        facts = hear_voices(data, held, out, wanted)
        if json:
            print_json(facts)
        else:
            print_voices(facts, out)
        return
    if (codebook is None) != (data is None) or (codebook is None and recipe is None):
        raise LabelError(
            "give --codebook and --data for a debate of your own, or --recipe for our corpora"
        )
    with show_progress(unit="steps") as progress:
        if codebook is not None and data is not None:
            chosen = read_choice(recipe, out, base=base, seed=seed)
            facts = train_debate(
                codebook,
                data,
                out,
                recipe=chosen,
                columns=column or [],
                slices=slices or [],
                group_by=group_by,
                folds=folds,
                progress=progress,
            )
        elif recipe is not None:
            facts = train_shipped(
                recipe,
                out,
                written=written,
                record=(record_labels or [RECORD_LABELS], record_texts or []),
                teacher=teacher,
                unlabelled=unlabelled,
                progress=progress,
            )
    if json:
        print_json(facts)
        return
    if codebook is not None:
        print_outcome(facts)
    else:
        for name, value in facts.items():
            print(f"{name}: {value}")
    print(f"model: {out}")


def hear_voices(
    data: Path | None, held: Path | None, out: Path, wanted: Mapping[str, Any]
) -> dict[str, Any]:
    """Train a voices model; without sentences held back, every tenth is."""
    from stanceline.cli.console import show_progress
    from stanceline.errors import LabelError
    from stanceline.train.voice_examples import read_voice_examples
    from stanceline.train.voices import VoiceRecipe, train_voices

    if data is None:
        raise LabelError("--task voices needs --data: JSON lines of tokens and BIO labels")
    examples = read_voice_examples(data)
    back = read_voice_examples(held) if held else examples[::10]
    kept = examples if held else [one for i, one in enumerate(examples) if i % 10]
    recipe = VoiceRecipe.model_validate(wanted)
    with show_progress(unit="steps") as progress:
        progress.start("voices", recipe.epochs * -(-len(kept) // recipe.batch_size), done=0)
        return train_voices(kept, back, out, recipe, on_step=lambda: progress.advance("voices"))


def print_voices(facts: Mapping[str, Any], out: Path) -> None:
    """Print how well a voices model finds each role in the sentences held back."""
    for role, scores in facts["f1_on_held_back"].items():
        print(f"{role}: F1 {scores['exact_f1']} exact, {scores['begin_f1']} first word")
    print(f"model: {out}")


def read_choice(recipe: Path | None, out: Path, *, base: str, seed: int | None) -> Any:  # noqa: ANN401 - loaded late
    """Return the recipe of a debate: the given one, or the one that fits a few hundred labels."""
    from stanceline.train.recipe import read_recipe
    from stanceline.train.small_data import make_recipe

    chosen = read_recipe(recipe) if recipe else make_recipe(out.name, base)
    return chosen if seed is None else chosen.model_copy(update={"seed": seed})


def train_debate(
    codebook: Path,
    data: Path,
    out: Path,
    *,
    recipe: Any,  # noqa: ANN401 - loaded late
    columns: list[str],
    slices: list[str],
    group_by: str,
    folds: int,
    progress: BarProgress,
) -> dict[str, Any]:
    """Train on anyone's labels."""
    from stanceline.train.codebook import read_codebook
    from stanceline.train.examples import make_reader
    from stanceline.train.retraining import Plan, retrain

    book = read_codebook(codebook)
    read = make_reader(
        book.labels,
        titles={pole.title: pole.id for pole in book.pole},
        is_exclusive=book.is_exclusive,
        columns=columns,
        slice_columns=slices,
    )
    examples = read(data)
    progress.say(f"{len(examples)} labelled texts")
    plan = Plan(codebook=book, recipe=recipe, folds=folds, group_by=group_by)
    return retrain(examples, plan, out, progress=progress)


def train_shipped(
    recipe: Path,
    out: Path,
    *,
    written: Path,
    record: tuple[list[Path], list[Path]],
    teacher: str | None,
    unlabelled: Path | None,
    progress: BarProgress,
) -> dict[str, Any]:
    """Train a model of ours on the written corpus and the public record."""
    from stanceline.cli.options import configure
    from stanceline.frame.classifier import load_classifier
    from stanceline.registry import find_model
    from stanceline.train.distillation import Teacher as Teaching
    from stanceline.train.distillation import read_texts
    from stanceline.train.fit import fit_model
    from stanceline.train.labelled import read_public_record, read_written
    from stanceline.train.recipe import read_recipe

    passages = read_written(written)
    labels, texts = record
    if texts:
        passages += read_public_record(labels, texts)
    progress.say(f"training on {len(passages)} labelled passages")
    teaching = None
    if teacher is not None:
        settings = configure(None, None).settings
        teaching = Teaching(
            classifier=load_classifier(find_model(teacher, settings)),
            unlabelled=tuple(read_texts(unlabelled)) if unlabelled else (),
        )
    return fit_model(passages, read_recipe(recipe), out, teacher=teaching, progress=progress)


def print_outcome(facts: Mapping[str, Any]) -> None:
    """Print what a person wants first: the table and the advice; the card has the rest."""
    print(f"{facts['texts']} texts, {facts['folds']} folds by {facts['grouping']}; macro-F1 (95%):")
    for name, row in facts["table"].items():
        interval = f"{row['macro_f1_low']:.2f} to {row['macro_f1_high']:.2f}"
        print(f"  {name:32} {row['macro_f1']:.3f} ({interval})")
    for sentence in facts["advice"]:
        print(sentence)
