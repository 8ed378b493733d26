"""The network that learns: a pretrained encoder, a linear start for its head, low-rank adapters.

The head starts as the logistic regression of the frozen encoder (linear probe, then fine-tune:
Kumar et al. 2022), so that fine-tuning begins from the floor it has to beat and bends the
pretrained features less.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from stanceline.frame.backbones import find_backbone
from stanceline.frame.precision import half_precision
from stanceline.frame.quiet import quiet_loading
from stanceline.frame.windows import pack_batches
from stanceline.records import Frame
from stanceline.train.labelled import LabelledPassage, voiced
from stanceline.train.recipe import Recipe

if TYPE_CHECKING:
    import torch
    from peft import PeftModel
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

_BATCH_TOKENS = 2048
# The linear maps of an encoder layer, by the names the two backbones give them.
_LINEAR_MAPS = {
    "mpnet": ("q", "k", "v", "o", "intermediate.dense", "output.dense"),
    "minilm": (
        "query",
        "key",
        "value",
        "attention.output.dense",
        "intermediate.dense",
        "output.dense",
    ),
}


def make_network(
    recipe: Recipe, train: Sequence[LabelledPassage]
) -> tuple[PeftModel, PreTrainedTokenizerBase]:
    """Make the network with its linear start and untrained adapters, and its tokenizer."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    folder = find_backbone(recipe.backbone)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    with quiet_loading():
        network = AutoModelForSequenceClassification.from_pretrained(
            folder,
            num_labels=len(Frame),
            problem_type="multi_label_classification",
            hidden_dropout_prob=recipe.dropout,
            attention_probs_dropout_prob=recipe.dropout,
            use_safetensors=True,
        )
    start_linear(network, tokenizer, train, recipe)
    return add_adapters(network, recipe), tokenizer


def add_adapters(network: PreTrainedModel, recipe: Recipe) -> PeftModel:
    """Put low-rank adapters on the linear maps of the top layers; everything else is frozen."""
    from peft import LoraConfig, get_peft_model

    layers = network.config.num_hidden_layers
    config = LoraConfig(
        task_type="SEQ_CLS",
        r=recipe.rank,
        lora_alpha=2 * recipe.rank,
        lora_dropout=recipe.dropout,
        target_modules=list(_LINEAR_MAPS[recipe.backbone]),
        layers_to_transform=list(range(layers - recipe.top_layers, layers)),
        layers_pattern="layer",
        modules_to_save=["classifier"],
    )
    adapted: PeftModel = get_peft_model(network, config)
    return adapted


def start_linear(
    network: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    train: Sequence[LabelledPassage],
    recipe: Recipe,
) -> None:
    """Set the head to the logistic regression of the frozen first-token features.

    The head computes out(tanh(dense(x))); with dense the identity it is linear in tanh(x), which
    for features this small is nearly x.
    """
    import torch
    from sklearn.linear_model import LogisticRegression

    features = np.tanh(first_token_features(network, tokenizer, train, recipe.max_tokens))
    scale = float(np.linalg.norm(features, axis=1).mean())
    weights = [recipe.real_weight if passage.is_real else 1.0 for passage in train]
    head = network.classifier
    with torch.no_grad():
        head.dense.weight.copy_(torch.eye(features.shape[1]))
        head.dense.bias.zero_()
        for index, target in enumerate(voiced(train).T):
            probe = LogisticRegression(
                C=recipe.probe_regularisation, max_iter=3000, class_weight="balanced"
            ).fit(features / scale, target, sample_weight=weights)
            head.out_proj.weight[index] = torch.tensor(probe.coef_[0] / scale)
            head.out_proj.bias[index] = float(probe.intercept_[0])


def first_token_features(
    network: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    passages: Sequence[LabelledPassage],
    max_tokens: int,
) -> np.ndarray:
    """Return the frozen encoder's output at the first token: (n, d)."""
    import torch

    encoder = network.base_model.eval()
    encoded = encode(tokenizer, passages, max_tokens)
    features = np.zeros((len(passages), network.config.hidden_size))
    with torch.inference_mode(), half_precision():
        for batch in pack_batches([len(ids) for ids in encoded], batch_tokens=_BATCH_TOKENS):
            inputs = tokenizer.pad({"input_ids": [encoded[i] for i in batch]}, return_tensors="pt")
            hidden: torch.Tensor = encoder(**inputs).last_hidden_state
            features[batch] = hidden[:, 0].float().numpy()
    return features


def encode(
    tokenizer: PreTrainedTokenizerBase, passages: Sequence[LabelledPassage], max_tokens: int
) -> list[list[int]]:
    """Turn passages into token ids; for training a longer one is read to ``max_tokens``."""
    texts = [passage.text for passage in passages]
    ids: list[list[int]] = tokenizer(texts, truncation=True, max_length=max_tokens)["input_ids"]
    return ids
