"""The transformer framer: a model directory, its calibration, and passages in batches.

A model directory is either whole (``model.safetensors``, as ``save_pretrained`` writes it) or an
adapter (``adapter_model.safetensors``) that is merged with its verified backbone at load. In both
``stanceline.json`` names labels, calibration and digests. Scoring is in 32-bit floats: a result
must not depend on who shared its batch.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stanceline.errors import ModelError
from stanceline.frame.backbones import BACKBONES, digest_file, find_backbone
from stanceline.frame.calibration import HeadCalibration, choose_label
from stanceline.frame.quiet import quiet_loading
from stanceline.frame.windows import cut_windows, pack_batches
from stanceline.records import Frame, FrameScore, Passage, make_id

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

SIDE_FILE = "stanceline.json"
ADAPTER = "adapter_model.safetensors"
WHOLE = "model.safetensors"
# Raised when the same weights would give other scores.
_CODE_VERSION = "1"
_FRAMES = tuple(Frame)


@dataclass(frozen=True, kw_only=True)
class TransformerFramer:
    """A classifier with two sigmoid heads, in the order of ``Frame``, and their calibration."""

    name: str
    model_sha256: str
    heads: tuple[HeadCalibration, ...]
    max_tokens: int
    overlap_tokens: int
    batch_tokens: int
    network: PreTrainedModel = field(repr=False)
    tokenizer: PreTrainedTokenizerBase = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """Identify weights, calibration and reading length; batch size is not in it."""
        heads = json.dumps([[h.slope, h.intercept, h.threshold] for h in self.heads])
        reading = f"{self.max_tokens}/{self.overlap_tokens}"
        return make_id(_CODE_VERSION, self.model_sha256, heads, reading)

    def __call__(self, passages: Sequence[Passage]) -> list[FrameScore]:
        """Score passages in order."""
        token_ids = self._tokenize([passage.text for passage in passages])
        logits = self.logits(token_ids)
        probabilities = np.stack(
            [head(logits[:, index]) for index, head in enumerate(self.heads)], axis=1
        )
        return [
            self._score(passage, ids, probability)
            for passage, ids, probability in zip(passages, token_ids, probabilities, strict=True)
        ]

    def _tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        if not texts:
            return []
        encoded = self.tokenizer(list(texts), add_special_tokens=False, verbose=False)
        return [list(ids) for ids in encoded["input_ids"]]

    def logits(self, token_ids: Sequence[Sequence[int]]) -> np.ndarray:
        """Return logits (n, 2); of a passage read in windows, the highest of each head."""
        size = self.max_tokens - self.tokenizer.num_special_tokens_to_add()
        windows: list[list[int]] = []
        owners: list[int] = []
        for owner, ids in enumerate(token_ids):
            for window in cut_windows(ids, size=size, overlap=self.overlap_tokens):
                windows.append(window)
                owners.append(owner)
        highest = np.full((len(token_ids), len(_FRAMES)), -np.inf)
        for batch in pack_batches([len(w) for w in windows], batch_tokens=self.batch_tokens):
            outputs = self._forward([windows[index] for index in batch])
            np.maximum.at(highest, [owners[index] for index in batch], outputs)
        return highest

    def _forward(self, windows: Sequence[Sequence[int]]) -> np.ndarray:
        import torch

        # An empty text is the special tokens alone: one before the words, the rest behind.
        first, *last = self.tokenizer("")["input_ids"]
        rows = [[first, *ids, *last] for ids in windows]
        batch = self.tokenizer.pad({"input_ids": rows}, return_tensors="pt")
        with torch.inference_mode():
            return np.asarray(self.network(**batch).logits.float().numpy(), dtype=float)

    def _score(self, passage: Passage, ids: Sequence[int], probability: np.ndarray) -> FrameScore:
        premium, capitulation = (float(value) for value in probability)
        return FrameScore(
            passage=passage,
            p_premium_for_security=premium,
            p_economic_capitulation=capitulation,
            label=choose_label((premium, capitulation), self.heads),
            tokens=len(ids),
            tokens_read=len(ids),
            model=self.name,
            model_sha256=self.model_sha256,
        )


def load_transformer(folder: Path, *, batch_tokens: int = 2048) -> TransformerFramer:
    """Load a model directory, whole or adapter.

    Raises:
        ModelError: files are missing or do not fit together.
        DigestError: weights are not what the side file recorded.

    """
    side = read_side_file(folder)
    network, tokenizer, digest = _load_network(folder, side)
    return TransformerFramer(
        name=str(side["name"]),
        model_sha256=digest,
        heads=tuple(HeadCalibration(**side["calibration"][frame]) for frame in _FRAMES),
        max_tokens=int(side["max_tokens"]),
        overlap_tokens=int(side["overlap_tokens"]),
        batch_tokens=batch_tokens,
        network=network,
        tokenizer=tokenizer,
    )


def save_whole(framer: TransformerFramer, source: Path, folder: Path) -> None:
    """Write a model merged with its backbone, with its side file, for plain ``transformers``."""
    folder.mkdir(parents=True, exist_ok=True)
    framer.network.save_pretrained(folder, safe_serialization=True)
    framer.tokenizer.save_pretrained(folder)
    (folder / SIDE_FILE).write_bytes((source / SIDE_FILE).read_bytes())


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


def _load_network(
    folder: Path, side: Mapping[str, Any]
) -> tuple[PreTrainedModel, PreTrainedTokenizerBase, str]:
    from transformers import AutoTokenizer

    if (folder / WHOLE).exists():
        tokenizer = AutoTokenizer.from_pretrained(folder)
        return _load_classifier(folder), tokenizer, digest_file(folder / WHOLE)
    if not (folder / ADAPTER).exists():
        raise ModelError(f"{folder}: neither {WHOLE} nor {ADAPTER} is there")
    backbone = find_backbone(str(side["backbone"]))
    tokenizer = AutoTokenizer.from_pretrained(backbone)
    network = _merge_adapter(_load_classifier(backbone), folder)
    digest = make_id(BACKBONES[str(side["backbone"])].sha256, digest_file(folder / ADAPTER))
    return network, tokenizer, digest


def _load_classifier(folder: Path) -> PreTrainedModel:
    from transformers import AutoModelForSequenceClassification

    with quiet_loading():
        network: PreTrainedModel = AutoModelForSequenceClassification.from_pretrained(
            folder,
            id2label=dict(enumerate(_FRAMES)),
            label2id={frame: index for index, frame in enumerate(_FRAMES)},
            problem_type="multi_label_classification",
            use_safetensors=True,
        )
    network.eval()
    return network


def _merge_adapter(network: PreTrainedModel, folder: Path) -> PreTrainedModel:
    """Add the adapter's low-rank change to the backbone's weights and forget the adapter."""
    from peft import PeftModel

    adapted = PeftModel.from_pretrained(network, folder)
    merged: PreTrainedModel = adapted.merge_and_unload()
    merged.eval()
    return merged
