"""Mean-pooled, length-normalised embeddings of a frozen backbone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from stanceline.frame.backbones import BACKBONES, find_backbone
from stanceline.frame.precision import half_precision
from stanceline.frame.quiet import quiet_loading
from stanceline.frame.windows import pack_batches

_MAX_TOKENS = 256
_BATCH_TOKENS = 2048


def find_base(name: str) -> Path:
    """Return the folder of a base: a backbone by name, or a folder ``from_pretrained`` can load.

    Raises:
        UnknownNameError: neither.

    """
    if name not in BACKBONES and (folder := Path(name)).is_dir():
        return folder
    return find_backbone(name)


def embed(texts: Sequence[str], *, backbone: str) -> np.ndarray:
    """Embed texts: (n, d), rows of length one. Texts are read up to 256 tokens."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    folder = find_base(backbone)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    with quiet_loading():
        network = AutoModel.from_pretrained(folder, use_safetensors=True).eval()
    longest = min(_MAX_TOKENS, network.config.max_position_embeddings - 2)
    encoded = tokenizer(list(texts), truncation=True, max_length=longest)["input_ids"]
    vectors = np.zeros((len(texts), network.config.hidden_size), dtype=np.float32)
    with torch.inference_mode(), half_precision():
        for batch in pack_batches([len(ids) for ids in encoded], batch_tokens=_BATCH_TOKENS):
            rows = [encoded[index] for index in batch]
            inputs = tokenizer.pad({"input_ids": rows}, return_tensors="pt")
            hidden = network(**inputs).last_hidden_state
            mask = inputs["attention_mask"][..., None]
            pooled = (hidden * mask).sum(1) / mask.sum(1)
            vectors[batch] = torch.nn.functional.normalize(pooled, dim=1).float().numpy()
    return vectors
