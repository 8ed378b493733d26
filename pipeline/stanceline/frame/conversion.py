"""A network of torch as a file of OpenVINO, converted once and kept in the cache.

What it was made from names its folder: the weights, and the versions of what wrote and read them.
The folder appears whole or not at all.
"""

from __future__ import annotations

import logging
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stanceline.errors import ConversionError
from stanceline.frame.backbones import default_cache
from stanceline.frame.compiled import CompiledRuntime, find_precision, import_openvino
from stanceline.records import make_id

if TYPE_CHECKING:
    from collections.abc import Callable

    import openvino
    from transformers import PreTrainedModel

_LOG = logging.getLogger(__name__)
# Raised when the same weights would be converted to another network.
_CONVERSION_VERSION = "1"
_LIBRARIES = ("openvino", "torch", "transformers")
_FILE = "network.xml"
_CHECKED_LENGTHS = (3, 17, 64, 190)
# Sums in another order differ by 1e-5; a length taken for a constant, by whole numbers.
_TOLERANCE = 1e-3


def load_compiled(
    model_sha256: str,
    load_network: Callable[[], PreTrainedModel],
    *,
    threads: int,
    cache_folder: Path | None = None,
) -> CompiledRuntime:
    """Return the runtime of a model, converted if the cache does not hold it yet.

    ``load_network`` is called only then: with a warm cache no weights of torch are loaded.

    Raises:
        ConversionError: the network cannot be converted, or says something else afterwards.
        ModelError: what the cache holds cannot be compiled.

    """
    versions = [f"{name}=={metadata.version(name)}" for name in _LIBRARIES]
    made_from = make_id(_CONVERSION_VERSION, model_sha256, *versions)
    folder = (cache_folder or default_cache().parent / "openvino") / made_from
    if not folder.exists():
        _LOG.info("converting the model for OpenVINO, once: %s", folder)
        _install(load_network(), folder)
    return CompiledRuntime(folder / _FILE, threads, find_precision())


def _install(network: PreTrainedModel, folder: Path) -> None:
    """Write into a temporary folder beside the final one, then rename."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".convert-") as temporary:
        target = Path(temporary) / "whole"
        target.mkdir()
        model = _convert(network)
        _compare(network, model)
        import_openvino().save_model(model, target / _FILE, compress_to_fp16=False)
        try:
            target.rename(folder)
        except OSError:
            # Another process was faster; it wrote the same.
            if not folder.exists():
                raise


def _convert(network: PreTrainedModel) -> openvino.Model:
    """Convert with the length left open; a row alone needs no attention mask."""
    import torch

    openvino = import_openvino()
    example = {"input_ids": torch.ones((1, 7), dtype=torch.long)}
    try:
        with _undisturbed():
            return openvino.convert_model(
                network,
                example_input=example,
                input=[("input_ids", openvino.PartialShape([1, -1]))],
            )
    except (
        RuntimeError,
        openvino.frontend.GeneralFailure,
        openvino.frontend.InitializationFailure,
        openvino.frontend.NotImplementedFailure,
        openvino.frontend.OpConversionFailure,
        openvino.frontend.OpValidationFailure,
    ) as error:
        raise ConversionError(f"the network cannot be converted for OpenVINO: {error}") from error


def _compare(network: PreTrainedModel, model: openvino.Model) -> None:
    """Compare with torch: a trace takes for a constant what it cannot follow, and says nothing."""
    import torch

    options = {"INFERENCE_PRECISION_HINT": "f32", "ENABLE_CPU_PINNING": False}
    compiled = import_openvino().compile_model(model, "CPU", options)
    # Two positions fewer than the table has: some encoders begin to count at the third.
    longest = getattr(network.config, "max_position_embeddings", max(_CHECKED_LENGTHS) + 2) - 2
    for length in (length for length in _CHECKED_LENGTHS if length <= longest):
        # Some of all the vocabulary: 7919 is a prime.
        ids = (np.arange(length, dtype=np.int64)[None] * 7919) % network.config.vocab_size
        tokens = torch.from_numpy(ids)
        with torch.inference_mode():
            wanted = network(input_ids=tokens, attention_mask=torch.ones_like(tokens)).logits
        off = float(np.abs(compiled([ids])[0] - wanted.numpy()).max())
        if not off < _TOLERANCE:
            raise ConversionError(
                f"converted for OpenVINO, the network is off by {off:.2g} at {length} tokens; "
                "frame.runtime=torch runs it as it is"
            )


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Undo what the converter does to a process, and keep its notes to itself; what fails, raises.

    It sets the root logger up, and looks for ``--verbose`` among the arguments of whoever runs it,
    to trace memory and write to standard output.
    """
    root, arguments = logging.getLogger(), sys.argv
    level, handlers, filters = root.level, list(root.handlers), list(root.filters)
    disabled = root.manager.disable
    sys.argv = arguments[:1]
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), redirect_stdout(sys.stderr):
            warnings.simplefilter("ignore")
            yield
    finally:
        sys.argv = arguments
        logging.disable(disabled)
        root.setLevel(level)
        root.handlers, root.filters = handlers, filters
