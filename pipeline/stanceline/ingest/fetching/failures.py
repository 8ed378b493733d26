"""Why an address was not fetched."""

from __future__ import annotations

from stanceline.errors import StancelineError


class FetchError(StancelineError):
    """A page that did not come; ``kind`` is the short reason that summaries count by.

    is_passing: whether another try may help. retry_after_s: how long the server asks to wait.
    """

    def __init__(
        self, kind: str, problem: str, *, is_passing: bool = False, retry_after_s: float = 0.0
    ) -> None:
        self.kind = kind
        self.is_passing = is_passing
        self.retry_after_s = retry_after_s
        super().__init__(problem)
