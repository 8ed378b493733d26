"""Mean-pooled, length-normalised embeddings of a frozen backbone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stanceline.frame.backbones import find_backbone
from stanceline.frame.precision import half_precision
from stanceline.frame.quiet import quiet_loading
from stanceline.frame.windows import pack_batches

_MAX_TOKENS = 256
_BATCH_TOKENS = 2048


def embed(texts: Sequence[str], *, backbone: str) -> np.ndarray:
    """Embed texts: (n, d), rows of length one. Texts are read up to 256 tokens."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    folder = find_backbone(backbone)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    with quiet_loading():
        network = AutoModel.from_pretrained(folder, use_safetensors=True).eval()
    encoded = tokenizer(list(texts), truncation=True, max_length=_MAX_TOKENS)["input_ids"]
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
