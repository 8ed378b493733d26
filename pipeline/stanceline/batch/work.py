"""``run_shard``: the one function that every runner calls, on a laptop as on a cluster.

Plain data in, plain data out, and no engine in sight. It never raises for what a shard holds: bad
data is a rejection, a shard that cannot be done is a receipt that says so.
"""

from __future__ import annotations

import os
import resource
import socket
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from stanceline.batch.attempts import QuarantineError, begin_attempt
from stanceline.batch.quarantine import write_quarantine
from stanceline.batch.specs import Receipt, Spec
from stanceline.batch.stages import SHARD_WORK
from stanceline.batch.workbench import Workbench, workbench_of
from stanceline.errors import ModelError, RunDirectoryError, SettingsError, StancelineError

_FAMILIES: tuple[type[StancelineError], ...] = (ModelError, SettingsError, RunDirectoryError)


def run_shard(spec: Spec) -> Receipt:
    """Do one shard with this process's own bench, unless it is done; say what became of it."""
    try:
        bench = workbench_of(spec["tools"])
    except (StancelineError, ImportError, AttributeError) as error:
        return _failed(spec, error)
    return work_on(spec, bench)


def work_on(spec: Spec, bench: Workbench) -> Receipt:
    """Do one shard with a bench, unless its file is there."""
    began = time.perf_counter()
    if spec["stage"] == "identify":
        receipt = _identify(spec, bench)
    elif Path(spec["out"]).exists():
        receipt = _receipt(spec, state="skipped")
    elif missing := _missing_source(spec):
        receipt = _receipt(spec, state="quarantined", message=f"nothing to work on: no {missing}")
    else:
        receipt = _try(spec, bench)
    receipt["seconds"] = round(time.perf_counter() - began, 4)
    return receipt


def raise_failure(receipt: Receipt) -> None:
    """Raise what stopped a worker, as an error of the same family.

    Raises:
        StancelineError: the receipt is one of a failure.

    """
    if receipt["state"] != "failed":
        return
    families: Mapping[str, type[StancelineError]] = {f.__name__: f for f in _FAMILIES}
    raise families.get(receipt["family"], StancelineError)(receipt["message"])


def _try(spec: Spec, bench: Workbench) -> Receipt:
    """Try until the shard is committed, given up, or impossible for reasons outside it."""
    while True:
        try:
            attempt = begin_attempt(spec)
        except QuarantineError as error:
            write_quarantine(spec, attempts=error.attempts, reason=error.reason)
            return _receipt(spec, state="quarantined", attempts=error.attempts, message=str(error))
        except OSError as error:
            return _failed(spec, _unwritable(spec, error))
        try:
            made = SHARD_WORK[spec["stage"]](spec, bench, attempt)
        except OSError as error:
            attempt.finish()
            return _failed(spec, _unwritable(spec, error))
        except (ModelError, SettingsError) as error:
            attempt.finish()
            return _failed(spec, error)
        except Exception as error:  # noqa: BLE001 - the boundary of a shard: one stops no corpus
            # With the attempt left standing the next one is careful and finds the article.
            attempt.fail(error)
            continue
        if made.crashed:
            write_quarantine(spec, attempts=attempt.number, reason=attempt.reason)
        attempt.finish()
        return _receipt(
            spec,
            state="done",
            rows=made.rows,
            rejected=made.rejected,
            crashed=made.crashed,
            attempts=attempt.number + 1,
        )


def _missing_source(spec: Spec) -> str:
    """Name the shard this one is made of if it is not there, because it was given up."""
    sources = [path for path in (spec["articles"], spec["passages"]) if path]
    return next((path for path in sources if not Path(path).exists()), "")


def _identify(spec: Spec, bench: Workbench) -> Receipt:
    """Say who the tools are, for the driver, which loads no model itself."""
    try:
        identity = {
            "extractor": bench.extractor.fingerprint,
            "framer": bench.framer.fingerprint,
            "poles": [asdict(pole) for pole in bench.framer.poles],
        }
    except StancelineError as error:
        return _failed(spec, error)
    return _receipt(spec, state="done", identity=identity)


def _unwritable(spec: Spec, error: OSError) -> RunDirectoryError:
    name = error.filename or spec["out"]
    return RunDirectoryError(
        f"{name}: {error.strerror or error}; what is committed is kept, the same command continues"
    )


def _failed(spec: Spec, error: Exception) -> Receipt:
    family = next((f.__name__ for f in _FAMILIES if isinstance(error, f)), "StancelineError")
    return _receipt(spec, state="failed", family=family, message=str(error))


def _receipt(spec: Spec, **found: Any) -> Receipt:  # noqa: ANN401 - the fields of a receipt
    # In kilobytes, on macOS in bytes.
    unit = 2**20 if sys.platform == "darwin" else 2**10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit
    nothing: Receipt = {"rows": 0, "rejected": 0, "crashed": 0, "attempts": 1, "seconds": 0.0}
    who: Receipt = {
        "stage": spec["stage"],
        "shard_id": spec["shard_id"],
        "out_id": spec["out_id"],
        "worker": f"{socket.gethostname()}:{os.getpid()}",
        "memory_mb": int(peak),
    }
    return cast("Receipt", nothing | who | found)
