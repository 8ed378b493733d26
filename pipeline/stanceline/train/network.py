"""The network that learns: a pretrained encoder, a linear start for its head, low-rank adapters.

The head starts as the logistic regression of the frozen encoder (linear probe, then fine-tune:
Kumar et al. 2022), so that fine-tuning begins from the floor it has to beat and bends the
pretrained features less.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from stanceline.errors import ModelError
from stanceline.frame.model_directory import load_network_of
from stanceline.frame.precision import half_precision
from stanceline.frame.quiet import quiet_training
from stanceline.frame.windows import pack_batches
from stanceline.train.embedding import find_base
from stanceline.train.linear import fit_linear
from stanceline.train.recipe import Recipe
from stanceline.train.training_set import TrainingSet

if TYPE_CHECKING:
    import torch
    from peft import PeftModel
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

_BATCH_TOKENS = 2048
# The linear maps of an encoder layer, by the names each architecture gives them.
_LINEAR_MAPS = {
    "mpnet": ("q", "k", "v", "o", "intermediate.dense", "output.dense"),
    "bert": (
        "query",
        "key",
        "value",
        "attention.output.dense",
        "intermediate.dense",
        "output.dense",
    ),
}
# What stands between the encoder and the logits: all of it learns and is saved with an adapter.
_HEADS = {"mpnet": ("classifier",), "bert": ("classifier", "pooler")}


def make_network(recipe: Recipe, train: TrainingSet) -> tuple[PeftModel, PreTrainedTokenizerBase]:
    """Make the network with its linear start and untrained adapters, and its tokenizer.

    Raises:
        ModelError: the base is of an architecture we know no adapters for.

    """
    from transformers import AutoTokenizer, set_seed

    # Adapters start at random; everything after follows from the seed too.
    set_seed(recipe.seed)
    folder = find_base(recipe.backbone)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    network = load_network_of(
        folder,
        train.labels,
        is_exclusive=train.is_exclusive,
        hidden_dropout_prob=recipe.dropout,
        attention_probs_dropout_prob=recipe.dropout,
        # A base that was a classifier of other labels gets a new head.
        ignore_mismatched_sizes=True,
    )
    if network.config.model_type not in _LINEAR_MAPS:
        raise ModelError(
            f"{recipe.backbone}: a {network.config.model_type!r} network cannot be trained; "
            f"known: {', '.join(sorted(_LINEAR_MAPS))}"
        )
    start_linear(network, tokenizer, train, recipe)
    return add_adapters(network, recipe), tokenizer


def add_adapters(network: PreTrainedModel, recipe: Recipe) -> PeftModel:
    """Put low-rank adapters on the linear maps of the top layers; everything else is frozen."""
    from peft import LoraConfig, get_peft_model

    layers = network.config.num_hidden_layers
    kind = network.config.model_type
    config = LoraConfig(
        task_type="SEQ_CLS",
        r=recipe.rank,
        lora_alpha=2 * recipe.rank,
        lora_dropout=recipe.adapter_dropout,
        target_modules=list(_LINEAR_MAPS[kind]),
        layers_to_transform=list(range(max(layers - recipe.top_layers, 0), layers)),
        layers_pattern="layer",
        modules_to_save=list(_HEADS[kind]),
    )
    with quiet_training():
        adapted: PeftModel = get_peft_model(network, config)
    return adapted


def start_linear(
    network: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    train: TrainingSet,
    recipe: Recipe,
) -> None:
    """Set the head to the logistic regression of the frozen first-token features.

    The head computes out(tanh(dense(x))); with dense the identity it is linear in tanh(x), which
    for features this small is nearly x.
    """
    import torch

    features = np.tanh(first_token_features(network, tokenizer, train.texts, recipe.max_tokens))
    scale = float(np.linalg.norm(features, axis=1).mean())
    probe = fit_linear(features / scale, train, regularisation=recipe.probe_regularisation)
    dense, out = _head_of(network)
    with torch.no_grad():
        dense.weight.copy_(torch.eye(features.shape[1]))
        dense.bias.zero_()
        out.weight.copy_(torch.tensor(probe.coefficients / scale))
        out.bias.copy_(torch.tensor(probe.intercepts))


def _head_of(network: PreTrainedModel) -> tuple[torch.nn.Linear, torch.nn.Linear]:
    """Return the two linear maps behind the encoder."""
    if network.config.model_type == "mpnet":
        return network.classifier.dense, network.classifier.out_proj
    return network.base_model.pooler.dense, network.classifier


def first_token_features(
    network: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    texts: Sequence[str],
    max_tokens: int,
) -> np.ndarray:
    """Return the frozen encoder's output at the first token: (n, d)."""
    import torch

    encoder = network.base_model.eval()
    encoded = encode(tokenizer, texts, max_tokens)
    features = np.zeros((len(texts), network.config.hidden_size))
    with torch.inference_mode(), half_precision():
        for batch in pack_batches([len(ids) for ids in encoded], batch_tokens=_BATCH_TOKENS):
            inputs = tokenizer.pad({"input_ids": [encoded[i] for i in batch]}, return_tensors="pt")
            hidden: torch.Tensor = encoder(**inputs).last_hidden_state
            features[batch] = hidden[:, 0].float().numpy()
    return features


def encode(
    tokenizer: PreTrainedTokenizerBase, texts: Sequence[str], max_tokens: int
) -> list[list[int]]:
    """Turn texts into token ids; for training a longer one is read to ``max_tokens``."""
    ids: list[list[int]] = tokenizer(list(texts), truncation=True, max_length=max_tokens)[
        "input_ids"
    ]
    return ids
