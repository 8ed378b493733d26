"""What the command's exit codes mean."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Named exit codes, as ``docs/cli.md`` lists them."""

    OK = 0
    FAILED = 1
    USAGE = 2
    REJECTED = 3
    MODEL = 4
    INTERRUPTED = 5
