"""Make ``tests/data/tiny-model``: a whole model directory with random weights and a real shape.

python tests/data/make_tiny_model.py
"""

import json
from pathlib import Path

import torch
from tokenizers import BertWordPieceTokenizer
from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

HERE = Path(__file__).parent
FOLDER = HERE / "tiny-model"
TEXTS = [
    "The minister defended the deal as the price of stability for the plants and the ports.",
    "The opposition called the agreement a surrender that taxpayers will be paying for.",
    "The bank will lend 36 billion dollars under the memorandum signed in September.",
]


def main() -> None:
    torch.manual_seed(0)
    FOLDER.mkdir(exist_ok=True)
    trained = BertWordPieceTokenizer(lowercase=True)
    trained.train_from_iterator(TEXTS, vocab_size=300, min_frequency=1, show_progress=False)
    trained.save_model(str(FOLDER))
    tokenizer = BertTokenizerFast(vocab=str(FOLDER / "vocab.txt"))
    tokenizer.save_pretrained(FOLDER)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        # The usual 0.02 makes a network this small say the same of every text.
        initializer_range=0.4,
        problem_type="multi_label_classification",
        id2label={0: "premium_for_security", 1: "economic_capitulation"},
        label2id={"premium_for_security": 0, "economic_capitulation": 1},
    )
    network = BertForSequenceClassification(config)
    network.save_pretrained(FOLDER, safe_serialization=True)
    side = {
        "name": "tiny",
        "backbone": "none",
        "max_tokens": 48,
        "overlap_tokens": 8,
        "calibration": {
            "premium_for_security": {"slope": 1.0, "intercept": 0.0, "threshold": 0.5},
            "economic_capitulation": {"slope": 1.0, "intercept": 0.0, "threshold": 0.5},
        },
    }
    (FOLDER / "stanceline.json").write_text(json.dumps(side, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
