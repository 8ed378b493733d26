"""Word vectors: the first layer of an encoder, read as a table, without running the encoder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from stanceline.frame.backbones import WEIGHTS, find_backbone

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_TABLE = "embeddings.word_embeddings.weight"
# Word pieces before this one are marks and single characters; from here on words are listed from
# frequent to rare, as the vocabulary was made, so that a place in it tells how much a word says.
_FIRST_WORD = 1996
# A text is known from its beginning; past this many word pieces its mean hardly moves.
_PIECES = 400


@dataclass(frozen=True, eq=False)
class WordVectors:
    """A table (pieces, width), its mean taken away, each row as long as its word is rare."""

    table: np.ndarray = field(repr=False)
    tokenizer: Tokenizer = field(repr=False)

    def mean(self, text: str) -> np.ndarray:
        """Return the direction (width,) of a text's words; zeros for a text without any."""
        # A lone surrogate is no text to the tokenizer; here it is a question mark.
        readable = text.encode("utf-8", "replace").decode("utf-8")
        ids = self.tokenizer.encode(readable, add_special_tokens=False).ids[:_PIECES]
        if not ids:
            return np.zeros(self.table.shape[1], dtype=np.float32)
        total = self.table[ids].sum(axis=0)
        return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9))

    def likeness(self, text: str, others: Sequence[str]) -> float:
        """Return the mean cosine of a text and some others, from -1 to 1."""
        return float(self.mean(text) @ self._middle(tuple(others)))

    @lru_cache(maxsize=8)  # noqa: B019 - the table is loaded once a process and never freed
    def _middle(self, texts: tuple[str, ...]) -> np.ndarray:
        return np.asarray(np.mean([self.mean(text) for text in texts], axis=0))


def load_word_vectors(backbone: str) -> WordVectors:
    """Load the table of an installed backbone; the network itself is not loaded.

    Raises:
        ModelError: the backbone is not installed.
        DigestError: its weights are not what they should be.

    """
    from safetensors import safe_open
    from tokenizers import Tokenizer

    folder = find_backbone(backbone)
    with safe_open(folder / WEIGHTS, framework="numpy") as weights:
        raw: np.ndarray = weights.get_tensor(_TABLE)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    rarity = np.log1p(np.maximum(np.arange(len(raw)) - _FIRST_WORD / 2, 1))
    centred = raw - raw[_FIRST_WORD:].mean(axis=0)
    return WordVectors((centred * rarity[:, None]).astype(np.float32), tokenizer)
