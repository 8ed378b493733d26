"""Public framing and stance sets under their published protocols, through our own training code.

    make bench-framing DATASETS=PATH
    python benchmarks/framing_public.py --datasets PATH --base minilm --method frozen --out FILE

``frozen`` fits a linear head on embeddings of the base; ``tuned`` fine-tunes as ``stanceline
train`` does, with epochs and learning rate of the set's own protocol where it names them. Nothing
is chosen on a test part. ``--sets`` takes some of gvfc, babe, newsmtsc, perspectrum, emergent; a
set measured before stays in the result file. The data are not ours to ship; their licences allow
measuring.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from machine import describe_machine
from sklearn.metrics import accuracy_score, f1_score

from stanceline.store.provenance import package_versions
from stanceline.train.cross_validation import as_classifier
from stanceline.train.embedding import embed
from stanceline.train.fine_tuning import adapt
from stanceline.train.linear import fit_linear
from stanceline.train.network import make_network
from stanceline.train.recipe import Recipe
from stanceline.train.small_data import make_recipe
from stanceline.train.training_set import TrainingSet

SEPARATORS = {"minilm": " [SEP] ", "mpnet": " </s> "}


@dataclass(frozen=True)
class Pairs:
    """Texts, the second text of each where the set has pairs, and their class."""

    first: list[str]
    second: list[str]
    labels: list[str]


@dataclass(frozen=True)
class Benchmark:
    """How a set is read, what it is trained with, and the rows published for it."""

    splits: Callable[[Path], Iterator[tuple[Pairs, Pairs]]]
    recipe: dict[str, object]
    published: dict[str, dict[str, float]]


def main() -> None:
    """Measure the chosen sets and write their rows beside the published ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datasets", type=Path, required=True)
    parser.add_argument("--sets", nargs="+", choices=BENCHMARKS, default=list(BENCHMARKS))
    parser.add_argument("--base", choices=SEPARATORS, default="minilm")
    parser.add_argument("--method", choices=("frozen", "tuned"), default="frozen")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    result = json.loads(options.out.read_text()) if options.out.exists() else {"rows": {}}
    for name in options.sets:
        row = measure_set(name, options.datasets / name, options.base, options.method)
        rows = result["rows"].setdefault(name, {"published": BENCHMARKS[name].published})
        rows[f"{options.method} {options.base}"] = row
        result |= {"packages": package_versions(), "machine": describe_machine()}
        options.out.write_text(json.dumps(result, indent=2, sort_keys=True) + "\n")
        print(name, options.method, options.base, row, BENCHMARKS[name].published)


def measure_set(name: str, folder: Path, base: str, method: str) -> dict[str, object]:
    """Train and predict every split; measure the pooled predictions."""
    benchmark = BENCHMARKS[name]
    began = time.perf_counter()
    true: list[str] = []
    found: list[str] = []
    for train, test in benchmark.splits(folder):
        predict = predict_frozen if method == "frozen" else predict_tuned
        found += predict(train, test, base, benchmark.recipe)
        true += test.labels
    return measure(true, found) | {"seconds": round(time.perf_counter() - began, 1)}


def measure(true: list[str], found: list[str]) -> dict[str, object]:
    """Return accuracy, macro and weighted F1, and a bootstrap interval of each."""
    truth, said = np.array(true), np.array(found)
    scores = {
        "accuracy": accuracy_score,
        "macro_f1": lambda a, b: f1_score(a, b, average="macro"),
        "weighted_f1": lambda a, b: f1_score(a, b, average="weighted"),
    }
    draws = np.random.default_rng(0).integers(0, len(truth), size=(300, len(truth)))
    row: dict[str, object] = {"n": len(truth)}
    for name, score in scores.items():
        row[name] = round(float(score(truth, said)), 4)
        low, high = np.quantile([score(truth[d], said[d]) for d in draws], [0.025, 0.975])
        row[f"{name}_95"] = [round(float(low), 4), round(float(high), 4)]
    row["f1_by_class"] = {
        str(label): round(float(f1), 4)
        for label, f1 in zip(np.unique(truth), f1_score(truth, said, average=None), strict=False)
    }
    return row


def to_set(pairs: Pairs, classes: list[str], separator: str) -> TrainingSet:
    """Join pairs with the base's separator; one class a text."""
    return TrainingSet(
        texts=tuple(
            f"{a}{separator}{b}" if b else a for a, b in zip(pairs.first, pairs.second, strict=True)
        ),
        targets=np.array([[label == name for name in classes] for label in pairs.labels], float),
        weights=np.ones(len(pairs.labels)),
        labels=tuple(classes),
        is_exclusive=True,
    )


def predict_frozen(train: Pairs, test: Pairs, base: str, _: dict[str, object]) -> list[str]:
    """Fit a linear head on embeddings; of a pair on both, their difference and product."""
    classes = sorted(set(train.labels))
    data = to_set(train, classes, SEPARATORS[base])
    heads = fit_linear(features_of(train, base), data, regularisation=3.0)
    return [classes[row.argmax()] for row in heads.predict(features_of(test, base))]


_EMBEDDED: dict[tuple[str, str], np.ndarray] = {}


def features_of(pairs: Pairs, base: str) -> np.ndarray:
    """Embed both sides; a text is embedded once however many folds it is in."""
    wanted = {*pairs.first, *filter(None, pairs.second)}
    new = sorted(text for text in wanted if (base, text) not in _EMBEDDED)
    if new:
        keys = [(base, text) for text in new]
        _EMBEDDED.update(zip(keys, embed(new, backbone=base), strict=True))
    first = np.stack([_EMBEDDED[base, text] for text in pairs.first])
    if not any(pairs.second):
        return first
    second = np.stack([_EMBEDDED[base, text] for text in pairs.second])
    return np.concatenate([first, second, abs(first - second), first * second], axis=1)


def predict_tuned(train: Pairs, test: Pairs, base: str, changes: dict[str, object]) -> list[str]:
    """Fine-tune as ``stanceline train`` does."""
    classes = sorted(set(train.labels))
    recipe: Recipe = make_recipe("benchmark", base).model_copy(update=changes)
    data = to_set(train, classes, SEPARATORS[base])
    network, tokenizer = make_network(recipe, data)
    adapt(network, tokenizer, data, recipe)
    classifier = as_classifier(network, tokenizer, data, recipe)
    logits = classifier.logits(classifier.tokenize(to_set(test, classes, SEPARATORS[base]).texts))
    return [classes[index] for index in logits.argmax(axis=1)]


def read_csv(path: Path, *, delimiter: str = ",") -> list[list[str]]:
    """Read a table's rows, header included."""
    with path.open(encoding="utf-8", newline="") as handle:
        quoting = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
        return list(csv.reader(handle, delimiter=delimiter, quoting=quoting))


def single(rows: list[tuple[str, str]]) -> Pairs:
    """Make texts without a second one."""
    return Pairs([text for text, _ in rows], ["" for _ in rows], [label for _, label in rows])


def read_gvfc(folder: Path) -> Iterator[tuple[Pairs, Pairs]]:
    """Yield the five stored folds; the first frame is the class."""
    for fold in range(5):
        parts = []
        for name in ("train.tsv", "dev.tsv"):
            rows = read_csv(folder / "multiclass_wide_5fold" / str(fold) / name, delimiter="\t")
            parts.append(single([(row[1], class_of(row)) for row in rows]))
        yield parts[0], parts[1]


def class_of(row: list[str]) -> str:
    """Return the one frame of a row of 0 and 1."""
    return str(int(np.argmax([float(value) for value in row[3:]])))


def read_babe(folder: Path) -> Iterator[tuple[Pairs, Pairs]]:
    """Yield the five stored folds; training stops nowhere on a test fold (strict protocol)."""
    header, *rows = read_csv(folder / "SG2_with_folds.csv")
    text, label, fold = (header.index(name) for name in ("text", "label_bias", "fold"))
    for number in sorted({row[fold] for row in rows}):
        parts = [[], []]
        for row in rows:
            parts[row[fold] == number].append((row[text], row[label]))
        yield single(parts[0]), single(parts[1])


def read_newsmtsc(folder: Path) -> Iterator[tuple[Pairs, Pairs]]:
    """Yield the training part and the real-world test part: sentence and mention."""
    test = folder / "fixed_splits" / "newsmtsc-rw" / "test.jsonl"
    yield read_targets(folder / "train.jsonl"), read_targets(test)


def read_targets(path: Path) -> Pairs:
    """Read sentences, one row a target."""
    pairs = Pairs([], [], [])
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for target in row["targets"]:
            pairs.first.append(row["sentence_normalized"])
            pairs.second.append(target["mention"])
            pairs.labels.append(str(int(target["polarity"])))
    return pairs


def read_perspectrum(folder: Path) -> Iterator[tuple[Pairs, Pairs]]:
    """Yield the training and test part: claim and perspective."""
    yield tuple(
        read_columns(folder / f"pairs_{part}.csv", "claim", "perspective")
        for part in ("train", "test")
    )


def read_emergent(folder: Path) -> Iterator[tuple[Pairs, Pairs]]:
    """Yield the training and test part: claim and headline."""
    yield tuple(
        read_columns(folder / f"{part}.csv", "claim", "headline") for part in ("train", "test")
    )


def read_columns(path: Path, first: str, second: str) -> Pairs:
    """Read two columns of text and the stance."""
    header, *rows = read_csv(path)
    columns = [header.index(name) for name in (first, second, "stance")]
    return Pairs(*([row[column] for row in rows] for column in columns))


BENCHMARKS = {
    "gvfc": Benchmark(
        read_gvfc,
        {"epochs": 10, "max_tokens": 128},
        {
            "bert-base-uncased, 10 epochs (Akyurek et al. 2020)": {
                "macro_f1": 0.77,
                "accuracy": 0.83,
            }
        },
    ),
    "babe": Benchmark(
        read_babe,
        {"epochs": 3, "batch_size": 32},
        {
            "DistilBERT, stopped on the test fold (Spinde et al. 2021)": {"weighted_f1": 0.777},
            "ELECTRA-small, stopped on the test fold": {"weighted_f1": 0.760},
            "BERT-base, stopped on the test fold": {"weighted_f1": 0.789},
        },
    ),
    "newsmtsc": Benchmark(
        read_newsmtsc,
        {"epochs": 3},
        {"BERT-base SPC, mean of 5 (Hamborg and Donnay 2021)": {"macro_f1": 0.801}},
    ),
    "perspectrum": Benchmark(
        read_perspectrum,
        {"epochs": 4, "max_tokens": 128, "batch_size": 24},
        {
            "BERT-base + consistency loss (Popat et al. 2019)": {
                "macro_f1": 0.7975,
                "accuracy": 0.7995,
            }
        },
    ),
    "emergent": Benchmark(
        read_emergent,
        {"epochs": 4},
        {"logistic regression (Ferreira and Vlachos 2016)": {"accuracy": 0.7328}},
    ),
}


if __name__ == "__main__":
    main()
