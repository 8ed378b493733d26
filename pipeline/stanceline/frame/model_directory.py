"""A model directory: its side file, its weights, and the backbone an adapter is merged with.

A model is either whole (``model.safetensors``, as ``save_pretrained`` writes it) or an adapter
(``adapter_model.safetensors``) that is merged with its verified backbone at load. In both
``stanceline.json`` names labels, calibration and digests; plain ``transformers`` needs none of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stanceline.errors import ModelError
from stanceline.frame.backbones import BACKBONES, digest_file, find_backbone
from stanceline.frame.quiet import quiet_loading, quiet_training
from stanceline.records import Frame, Pole, make_id

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

SIDE_FILE = "stanceline.json"
ADAPTER = "adapter_model.safetensors"
WHOLE = "model.safetensors"


def read_side_file(folder: Path) -> dict[str, Any]:
    """Read ``stanceline.json`` of a model directory.

    Raises:
        ModelError: it is missing or not JSON.

    """
    path = folder / SIDE_FILE
    try:
        side: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(
            f"{folder}: not a stanceline model (no {SIDE_FILE}); "
            "'stanceline models' lists those that are"
        ) from error
    except json.JSONDecodeError as error:
        raise ModelError(f"{path}: not JSON: {error}") from error
    return side


def read_labels(side: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the labels a model has a head for, in the order of its heads."""
    return tuple(side.get("labels", list(Frame)))


def read_poles(side: Mapping[str, Any]) -> tuple[Pole, ...]:
    """Return the labels with what the codebook says of them, in the order of the heads."""
    titles, definitions = side.get("titles", {}), side.get("definitions", {})
    return tuple(
        Pole(
            id=str(label),
            title=str(titles.get(label, "")),
            definition=str(definitions.get(label, "")),
        )
        for label in read_labels(side)
    )


def digest_model(folder: Path, side: Mapping[str, Any]) -> str:
    """Return what identifies the weights: a digest of all of them, read without loading any.

    Raises:
        ModelError: there are none.

    """
    if (folder / WHOLE).exists():
        return digest_file(folder / WHOLE)
    if not (folder / ADAPTER).exists():
        raise ModelError(f"{folder}: neither {WHOLE} nor {ADAPTER} is there")
    return make_id(BACKBONES[str(side["backbone"])].sha256, digest_file(folder / ADAPTER))


def load_tokenizer(folder: Path, side: Mapping[str, Any]) -> PreTrainedTokenizerBase:
    """Load the tokenizer, the backbone's own where the model is an adapter."""
    from transformers import AutoTokenizer

    is_whole = (folder / WHOLE).exists()
    source = folder if is_whole else find_backbone(str(side["backbone"]))
    tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(source)
    return tokenizer


def load_network(folder: Path, side: Mapping[str, Any]) -> PreTrainedModel:
    """Load the weights, an adapter merged with its verified backbone."""
    labels, is_exclusive = read_labels(side), bool(side.get("is_exclusive", False))
    if (folder / WHOLE).exists():
        return load_network_of(folder, labels, is_exclusive=is_exclusive)
    backbone = find_backbone(str(side["backbone"]))
    return _merge_adapter(load_network_of(backbone, labels, is_exclusive=is_exclusive), folder)


def load_network_of(
    folder: Path, labels: Sequence[str], *, is_exclusive: bool, **options: float | bool
) -> PreTrainedModel:
    """Load an encoder with a head for ``labels``; the head is new where the folder has none.

    ``options`` change the network's configuration, as ``from_pretrained`` takes them.

    Raises:
        ModelError: the weights have another number of labels.

    """
    from transformers import AutoModelForSequenceClassification

    try:
        with quiet_loading():
            network: PreTrainedModel = AutoModelForSequenceClassification.from_pretrained(
                folder,
                id2label=dict(enumerate(map(str, labels))),
                label2id={str(label): index for index, label in enumerate(labels)},
                problem_type=f"{'single' if is_exclusive else 'multi'}_label_classification",
                use_safetensors=True,
                **options,
            )
    except RuntimeError as error:
        # Shapes that differ; the library's own message is a table.
        raise ModelError(f"{folder}: the weights are not those of {len(labels)} labels") from error
    network.eval()
    return network


def save_whole(source: Path, folder: Path) -> None:
    """Write a model merged with its backbone, with its side file, for plain ``transformers``.

    Raises:
        ModelError: the source is no model.

    """
    side = read_side_file(source)
    folder.mkdir(parents=True, exist_ok=True)
    load_network(source, side).save_pretrained(folder, safe_serialization=True)
    load_tokenizer(source, side).save_pretrained(folder)
    (folder / SIDE_FILE).write_bytes((source / SIDE_FILE).read_bytes())


def _merge_adapter(network: PreTrainedModel, folder: Path) -> PreTrainedModel:
    """Add the adapter's low-rank change to the backbone's weights and forget the adapter."""
    from peft import PeftModel

    with quiet_training():
        adapted = PeftModel.from_pretrained(network, folder)
    merged: PreTrainedModel = adapted.merge_and_unload()
    merged.eval()
    return merged
